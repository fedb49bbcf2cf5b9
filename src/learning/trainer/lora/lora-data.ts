import { NearmostError } from '../../../contract/index.ts';
import type { TrainingText } from '../job.ts';
import { buildBatch, packRows } from '../pack.ts';
import type { Batch, Example, PackedRow } from '../pack.ts';
import { createRandom, shuffled } from '../../../kit/random.ts';

/** Texts as examples: the loss is on the answer alone. @throws NearmostError `invalid_request`, `context_too_long` */
export function examplesOf(
  texts: readonly TrainingText[],
  { vocabulary, context }: { vocabulary: number; context: number },
): Example[] {
  return texts.map(({ tokens, from }, i) => {
    const bad = (what: string): NearmostError =>
      new NearmostError('invalid_request', `Training text ${i} cannot be used: ${what}.`, { param: 'texts' });
    if (tokens.length < 2) throw bad('it has fewer than two tokens');
    if (!Number.isInteger(from) || from < 1 || from >= tokens.length)
      throw bad(`its answer begins at ${from}, it has ${tokens.length} tokens`);
    if (tokens.length > context)
      throw new NearmostError(
        'context_too_long',
        `Training text ${i} has ${tokens.length} tokens, the base takes ${context}.`,
        { hint: 'Leave out the longest texts.', param: 'texts' },
      );
    const stray = tokens.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabulary);
    if (stray !== undefined) throw bad(`token ${stray} is not in the vocabulary of ${vocabulary}`);
    return { tokens, weights: tokens.map((_, at) => (at >= from ? 1 : 0)) };
  });
}

/** The rows of one pass, a function of seed and epoch alone. */
export function rowsOfEpoch(
  examples: readonly Example[],
  time: number,
  seed: number,
  epoch: number,
): PackedRow[] {
  const order = shuffled(createRandom(seed, epoch, 0xe9), [...examples.keys()]);
  const rows = packRows(
    order.map((i) => examples[i] as Example),
    time,
  );
  return shuffled(createRandom(seed, epoch, 0xba), rows).map((row) =>
    row.map((segment) => ({ ...segment, example: order[segment.example] as number })),
  );
}

/** Most positions with a loss in any micro-batch of a training, rounded up so that similar trainings share a size. */
export function mostLossRows(
  examples: readonly Example[],
  {
    rows: batch,
    time,
    perStep,
    seed,
    epochs,
  }: { rows: number; time: number; perStep: number; seed: number; epochs: number },
): number {
  const own = examples.map(({ weights }) => weights.slice(1).filter((weight) => weight > 0).length);
  const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
  let most = 1;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const counts = rowsOfEpoch(examples, time, seed, epoch).map((row) =>
      total(row.map(({ example }) => own[example] ?? 0)),
    );
    for (const step of portions(counts, perStep))
      for (const part of portions(step, batch)) most = Math.max(most, total(part));
  }
  return Math.min(batch * time, Math.ceil(most / 32) * 32);
}

/** Parts of `size` in order; the last may be shorter. */
function portions<T>(all: readonly T[], size: number): (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

/** Packed batches of `rows`, `batch` rows each; the last may be part empty. */
export function batchesOf(
  examples: readonly Example[],
  rows: readonly PackedRow[],
  batch: number,
  time: number,
): Batch[] {
  return portions(rows, batch).map((part) => buildBatch(examples, part, batch, time));
}
