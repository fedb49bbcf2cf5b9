import type { Trained } from './adamw.ts';
import type { LlamaShape } from './architectures/llama.ts';
import { evaluationGraph } from './model-graph.ts';
import type { BatchShape } from './model-graph.ts';
import { openGraph } from './ort.ts';
import { buildBatch, packRows } from './pack.ts';
import type { Example } from './pack.ts';
import { batchFeeds, weightFeeds } from './stepper.ts';

/** What the model thinks of the tokens of one example, teacher-forced; entry i is about token i + 1. */
interface ExampleScore {
  readonly logLikelihood: Float32Array;
  /** 1 where the likeliest token is the right one. */
  readonly hit: Float32Array;
}

/** Scores examples under the current weights. */
export interface Evaluator {
  score(examples: readonly Example[]): Promise<ExampleScore[]>;
  close(): Promise<void>;
}

/** Loads a forward-only graph over `weights` (shared, read at each call). */
export async function createEvaluator(
  shape: LlamaShape,
  size: BatchShape,
  weights: ReadonlyMap<string, Pick<Trained, 'value'>>,
  threads: number,
): Promise<Evaluator> {
  const session = await openGraph(evaluationGraph(shape, size), threads);
  const fixed = weightFeeds(shape, weights);
  return {
    async score(examples) {
      const rows = packRows(examples, size.time);
      const scores: ExampleScore[] = [];
      for (let first = 0; first < rows.length; first += size.batch) {
        const part = rows.slice(first, first + size.batch);
        const batch = buildBatch(examples, part, size.batch, size.time);
        const outputs = await session.run(new Map([...fixed, ...batchFeeds(batch, size)]));
        const logLikelihood = outputs.get('logLikelihood') ?? new Float32Array();
        const hit = outputs.get('hit') ?? new Float32Array();
        for (const [r, row] of part.entries())
          for (const { example, start, length } of row) {
            const from = r * size.time + start;
            scores[example] = {
              logLikelihood: logLikelihood.slice(from, from + length),
              hit: hit.slice(from, from + length),
            };
          }
      }
      return scores;
    },
    close: () => session.close(),
  };
}
