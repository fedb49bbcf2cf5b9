import { type ModelRecord, NearmostError, type Score } from '../../contract/index.ts';
import type { Pool } from '../../memory/pool.ts';
import type { Student, StudentAnswer, StudentCall } from '../student.ts';
import { type AdapterManifest, megabytes, placeWeights, writeAdapterFiles } from './adapter-files.ts';
import type { AdapterRegression } from './adapter-regression.ts';
import { adapterRequest } from './adapter-request.ts';

/** A student that asks a local base with low-rank weights on top. */
export interface AdapterStudent extends Student {
  readonly kind: 'adapter';
  readonly base: string;
  readonly manifest: AdapterManifest;
  /** What it did to texts beyond its skill; undefined where that could not be measured. */
  readonly regression: AdapterRegression | undefined;
}

export interface AdapterStudentDeps {
  base: ModelRecord;
  lease: Pool['lease'];
  /** Where weights are put for the engine. */
  weights: string;
}

/** Errors that say "not this request": the student has no answer, someone else may. */
const NO_ANSWER: ReadonlySet<string> = new Set(['context_too_long', 'output_invalid', 'invalid_request']);

/** A learned answer of usual likelihood has a confidence of 0.88. */
const HEADROOM = 2;

/** How likely the adapter finds its answer, end token aside, beside those it has learned. Only the order matters. */
const confidenceOf = ({ logprob, tokens }: Score, level: number): number =>
  tokens === 0 ? 0 : 1 / (1 + Math.exp(level - HEADROOM - logprob));

/** What the training took, the estimate beside it. */
function noteOf({ training }: AdapterManifest): string {
  const { seconds, secondsEstimated, memoryBytes, memoryEstimated } = training;
  const guessed = secondsEstimated === null ? '' : `, estimated ${Math.ceil(secondsEstimated)} s`;
  const took = `in ${Math.ceil(seconds)} s${guessed}`;
  if (memoryBytes === 0) return took; // an external trainer that told nothing
  return `${took}, with ${megabytes(memoryBytes)} of memory, estimated ${megabytes(memoryEstimated)}`;
}

export function createAdapterStudent(
  manifest: AdapterManifest,
  bytes: Uint8Array,
  { base, lease, weights }: AdapterStudentDeps,
): AdapterStudent {
  async function ask(input: string, { signal, ...who }: StudentCall): Promise<StudentAnswer | undefined> {
    // Put again where someone cleaned up.
    const path = placeWeights(weights, manifest.sha256, bytes);
    const request = {
      ...adapterRequest(manifest, manifest.prompt, input),
      model: `local/${base.id}`,
      maxTokens: manifest.maxTokens,
    };
    const { model, release } = await lease(base, signal, { ...who, adapter: path });
    try {
      const score: Score = { logprob: 0, tokens: 0 };
      let text = '';
      let whole = false;
      for await (const part of model.chat(request, { ...(signal ? { signal } : {}), adapter: { path } })) {
        if (part.type === 'finish') whole = part.reason === 'stop';
        if (part.type !== 'text') continue;
        text += part.text;
        score.logprob += part.score?.logprob ?? 0;
        score.tokens += part.score?.tokens ?? 0;
      }
      return whole ? { text, confidence: confidenceOf(score, manifest.level) } : undefined;
    } finally {
      release();
    }
  }

  return {
    kind: 'adapter',
    base: manifest.base,
    manifest,
    regression: manifest.regression,
    note: noteOf(manifest),
    async answer(input, call = {}) {
      try {
        return await ask(input, call);
      } catch (error) {
        if (NearmostError.isInstance(error) && NO_ANSWER.has(error.code)) return undefined;
        throw error;
      }
    },
    save: () => writeAdapterFiles(manifest, bytes),
  };
}
