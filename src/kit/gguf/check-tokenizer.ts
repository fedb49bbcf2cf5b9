import { textOf } from './fields.ts';
import { badFile } from './file-cursor.ts';
import type { GgufHeader } from './read.ts';

const MOST_TOKENS = 4_194_304;
const key = (name: string): string => `tokenizer.ggml.${name}`;

/** Lists beside the tokens: type of the elements, and whether there is one for each token. Native code reads them unchecked. */
const LISTS: Readonly<Record<string, { of: readonly string[]; perToken: boolean }>> = {
  token_type: { of: ['i32', 'u32'], perToken: true },
  scores: { of: ['f32'], perToken: true },
  merges: { of: ['string'], perToken: false },
  added_tokens: { of: ['string'], perToken: false },
  precompiled_charsmap: { of: ['u8', 'i8'], perToken: false },
};

/**
 * Tokens, their types and scores agree, every special token is one of them, and what native code looks up without asking is there.
 * @returns number of tokens
 */
export function checkTokenizer(header: GgufHeader): number {
  const { metadata } = header;
  const model = textOf(header, key('model'), 64);
  if (model === undefined || model === 'none' || model === 'no_vocab')
    throw badFile('it has no tokenizer (tokenizer.ggml.model)');
  const tokens = metadata.get(key('tokens'));
  if (tokens?.of !== 'string' || !Array.isArray(tokens.value)) throw badFile('the list of tokens is missing');
  const { length } = tokens.value;
  if (length === 0 || length > MOST_TOKENS)
    throw badFile(`there are ${length} tokens, 1 to ${MOST_TOKENS} are possible`);
  const known = distinct(tokens.value as readonly string[]);
  if (model === 'llama') requireBytes(known);
  for (const [name, { of, perToken }] of Object.entries(LISTS)) {
    const list = metadata.get(key(name));
    if (list === undefined) continue;
    if (!Array.isArray(list.value) || !of.includes(list.of ?? ''))
      throw badFile(`"${key(name)}" is no list of type ${of.join(' or ')}`);
    if (perToken && list.value.length !== length)
      throw badFile(
        `"${key(name)}" has ${list.value.length} entries, one is due for each of ${length} tokens`,
      );
  }
  if (model === 'gpt2' && !metadata.has(key('merges')))
    throw badFile('its byte-pair tokenizer has no merges (tokenizer.ggml.merges)');
  checkIds(header, length);
  return length;
}

/** llama.cpp ends the process when two tokens are the same text. */
function distinct(tokens: readonly string[]): ReadonlySet<string> {
  const known = new Set<string>();
  for (const [id, token] of tokens.entries()) {
    // llama.cpp gives empty ones a name of their own
    if (known.has(token) && token !== '')
      throw badFile(`tokens ${tokens.indexOf(token)} and ${id} are the same text`);
    known.add(token);
  }
  return known;
}

/** A tokenizer of this kind falls back to bytes and looks up all 256. */
function requireBytes(known: ReadonlySet<string>): void {
  for (let byte = 0; byte < 256; byte++) {
    const token = `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
    if (!known.has(token)) throw badFile(`its tokenizer has no token for byte ${byte} (${token})`);
  }
}

function checkIds({ metadata }: GgufHeader, length: number): void {
  for (const [name, { value }] of metadata) {
    if (!/^tokenizer\.ggml\.\w+_token_id$/.test(name)) continue;
    // some converters write 2^32 - 1 for "none"
    if (value === 0xffffffff || value === -1) continue;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= length)
      throw badFile(`"${name.slice(0, 80)}" is ${String(value).slice(0, 40)}, there are ${length} tokens`);
  }
}
