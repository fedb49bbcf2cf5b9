import type { GgufEntry } from '../gguf/write.ts';
import { TOKEN_TYPE } from './vocabulary.ts';
import type { Piece } from './vocabulary.ts';

export interface TokenizerSettings {
  readonly unknown: number;
  /** The token that ends an answer. */
  readonly end: number;
  /** Chat template (Jinja). */
  readonly template: string;
}

/** The tokenizer part of a GGUF file, of llama.cpp's `llama` kind: no space prefix, nothing added before or after a text. */
export function tokenizerEntries(pieces: readonly Piece[], settings: TokenizerSettings): GgufEntry[] {
  const key = (name: string): string => `tokenizer.ggml.${name}`;
  return [
    { key: key('model'), type: 'string', value: 'llama' },
    { key: key('pre'), type: 'string', value: 'default' },
    { key: key('tokens'), arrayOf: 'string', values: pieces.map(({ text }) => text) },
    { key: key('scores'), arrayOf: 'f32', values: pieces.map(({ score }) => score) },
    { key: key('token_type'), arrayOf: 'i32', values: pieces.map(({ type }) => TOKEN_TYPE[type]) },
    { key: key('unknown_token_id'), type: 'u32', value: settings.unknown },
    { key: key('bos_token_id'), type: 'u32', value: settings.end },
    { key: key('eos_token_id'), type: 'u32', value: settings.end },
    { key: key('add_bos_token'), type: 'bool', value: false },
    { key: key('add_eos_token'), type: 'bool', value: false },
    { key: key('add_space_prefix'), type: 'bool', value: false },
    { key: 'tokenizer.chat_template', type: 'string', value: settings.template },
  ];
}
