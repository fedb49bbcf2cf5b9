import type { Native } from './native.ts';

/** Attribute bits of llama.cpp's tokens. */
export const ATTRIBUTE = {
  unknown: 1,
  unused: 2,
  control: 8,
  user: 16,
  byte: 32,
  stripLeft: 128,
  stripRight: 256,
} as const;

/** What the tokens of a model stand for. */
export interface Vocabulary {
  readonly size: number;
  /** `spm`, `bpe` or another kind that llama.cpp knows. */
  readonly kind: string;
  readonly bos: number | undefined;
  readonly wantsBos: boolean;
  /** UTF-8 bytes that a token adds to the text; none for control tokens. */
  bytes(token: number): Uint8Array;
  /** True for tokens that end an answer. */
  ends(token: number): boolean;
  /** The text of a token as the model file spells it. */
  text(token: number): string;
  attributes(token: number): number;
  /** Tokens of plain text; control tokens in it stay text. */
  tokenize(text: string): number[];
}

/** Byte-level BPE spells bytes as visible characters; this is the way back. */
const BYTE_OF = new Map<string, number>();
for (let byte = 0, hidden = 0; byte < 256; byte++) {
  const visible = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  BYTE_OF.set(String.fromCodePoint(visible ? byte : 256 + hidden++), byte);
}

const NOTHING = new Uint8Array();
const encoder = new TextEncoder();

/** Bytes of a token by the rules of llama.cpp's `token_to_piece`. `fallback` serves the rarer kinds of vocabulary. */
export function tokenBytes(
  kind: string,
  text: string,
  attributes: number,
  fallback: () => string,
): Uint8Array {
  if (attributes & (ATTRIBUTE.control | ATTRIBUTE.unused)) return NOTHING;
  if (attributes & ATTRIBUTE.byte) {
    const code = /^<0x([0-9A-Fa-f]{2})>$/.exec(text)?.[1];
    if (code !== undefined) return Uint8Array.of(Number.parseInt(code, 16));
  }
  if (attributes & (ATTRIBUTE.user | ATTRIBUTE.unknown)) return encoder.encode(text);
  if (kind === 'spm' || kind === 'ugm') return encoder.encode(text.replaceAll('▁', ' '));
  if (kind === 'bpe') {
    const bytes = Array.from(text, (char) => BYTE_OF.get(char));
    return bytes.includes(undefined) ? encoder.encode(text) : Uint8Array.from(bytes as number[]);
  }
  return encoder.encode(fallback());
}

/** Reads the vocabulary of a loaded model; bytes of tokens are kept once asked for. */
export function openVocabulary({ model, tokenText, tokenAttributes }: Native): Vocabulary {
  const size = model.fileInfo.metadata.tokenizer?.ggml?.tokens?.length ?? 0;
  const kind = model.vocabularyType;
  const known: (Uint8Array | undefined)[] = [];
  const ending: (boolean | undefined)[] = [];
  type Token = Parameters<typeof model.isEogToken>[0];
  return {
    size,
    kind,
    bos: model.tokens.bos ?? undefined,
    wantsBos: model.tokens.shouldPrependBosToken,
    bytes: (token) =>
      (known[token] ??= tokenBytes(kind, tokenText(token), tokenAttributes(token), () =>
        model.detokenize([token as NonNullable<Token>]),
      )),
    ends: (token) => (ending[token] ??= model.isEogToken(token as Token)),
    text: tokenText,
    attributes: tokenAttributes,
    tokenize: (text) => model.tokenize(text, false),
  };
}
