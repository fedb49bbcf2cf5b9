import { TOKEN_TYPE } from './vocabulary.ts';
import type { Piece, TokenType } from './vocabulary.ts';

const NAMES = new Map(Object.entries(TOKEN_TYPE).map(([name, code]) => [code as number, name as TokenType]));

/**
 * The vocabulary in the metadata of a GGUF file (`tokenizer.ggml.*`).
 * @throws RangeError when the file's tokenizer is of another kind
 */
export function piecesFromMetadata(metadata: ReadonlyMap<string, { readonly value: unknown }>): Piece[] {
  const model = metadata.get('tokenizer.ggml.model')?.value;
  if (model !== 'llama') throw new RangeError(`The tokenizer is of the kind ${String(model)}, not llama.`);
  const list = (key: string): readonly unknown[] => {
    const value = metadata.get(`tokenizer.ggml.${key}`)?.value;
    return Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as ArrayLike<unknown>) : [];
  };
  const [scores, types] = [list('scores'), list('token_type')];
  return list('tokens').map((text, id) => ({
    text: String(text),
    score: Number(scores[id] ?? 0),
    type: NAMES.get(Number(types[id])) ?? 'normal',
  }));
}
