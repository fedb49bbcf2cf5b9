import { Lexer, type Token } from 'marked';

/** Longer pieces of running text are shown as they were written: reading them takes a time that grows with their square. */
const LONGEST_PIECE = 20_000;

const asText = (raw: string): Token => ({
  type: 'paragraph',
  raw,
  text: raw,
  tokens: [{ type: 'text', raw, text: raw }],
});

/** Reads what stands inside the blocks, each piece for itself: one that cannot be read is text. */
function readInside(lexer: Lexer): void {
  // The queue grows while it is read.
  for (const { src, tokens } of lexer.inlineQueue) {
    const plain = { type: 'text', raw: src, text: src };
    if (src.length > LONGEST_PIECE) tokens.push(plain);
    else
      try {
        lexer.inlineTokens(src, tokens);
      } catch {
        tokens.splice(0, tokens.length, plain);
      }
  }
}

/** The blocks of a markdown text, in order and without gaps. Never throws: what cannot be read is shown as it was written. */
export function lex(text: string): Token[] {
  const lexer = new Lexer({ gfm: true, breaks: true });
  try {
    const tokens = lexer.blockTokens(text, []);
    readInside(lexer);
    return tokens;
  } catch {
    return [asText(text)];
  }
}
