import { writeFileSync } from 'node:fs';
import { tokenizerEntries } from '../../src/kit/spm/gguf-entries.ts';
import type { Piece } from '../../src/kit/spm/vocabulary.ts';
import type { Trained } from '../../src/learning/trainer/adamw.ts';
import { llamaGguf } from '../../src/learning/trainer/llama-gguf.ts';
import type { LlamaShape } from '../../src/learning/trainer/architectures/llama.ts';
import { CHAT_TEMPLATE, END, UNKNOWN } from './tokenizer.ts';

export const MODEL_NAME = 'Nearmost House';
export const MODEL_VERSION = '1.0.0';

/** Writes the model with its tokenizer, chat template and origin as one GGUF file, half precision. */
export function exportHouse(
  path: string,
  shape: LlamaShape,
  weights: ReadonlyMap<string, Pick<Trained, 'value'>>,
  pieces: readonly Piece[],
): void {
  const id = (text: string): number => pieces.findIndex((piece) => piece.text === text);
  const text = (key: string, value: string) => ({ key, type: 'string', value }) as const;
  const about = [
    text('general.type', 'model'),
    text('general.name', MODEL_NAME),
    text('general.version', MODEL_VERSION),
    text('general.license', 'apache-2.0'),
    text('general.description', 'Turns a command in English into an intent with slots, or declines.'),
  ];
  const tokenizer = tokenizerEntries(pieces, { unknown: id(UNKNOWN), end: id(END), template: CHAT_TEMPLATE });
  writeFileSync(path, llamaGguf(shape, weights, [...about, ...tokenizer], 'F16'));
}
