import type { LlamaEmbeddingContext, LlamaModel } from 'node-llama-cpp';
import type { EmbedRequest, EmbedResult } from '../../contract/index.ts';
import { NearmostError } from '../../contract/errors.ts';

/** Turns texts into vectors with one model. */
export interface Embedder {
  embed(request: EmbedRequest, signal: AbortSignal): Promise<EmbedResult>;
  /** The vectors as the model makes them. */
  features(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]>;
  setThreads(threads: number): void;
  /** Gives its context back until the next call; not while one is at work. */
  close(): Promise<void>;
}

/** Scales a vector to length 1, after it was cut; a vector of zeros stays as it is. */
function unit(vector: readonly number[], dimensions = vector.length): Float32Array {
  const cut = Float32Array.from(vector.slice(0, dimensions));
  const length = Math.hypot(...cut);
  return length > 0 ? cut.map((value) => value / length) : cut;
}

/** The context is made at the first call: models that only chat do without. */
export function createEmbedder(
  model: LlamaModel,
  options: { contextSize: number; threads: number; alone<T>(work: () => Promise<T>): Promise<T> },
): Embedder {
  const { contextSize } = options;
  let { threads } = options;
  let opening: Promise<LlamaEmbeddingContext> | undefined;
  let calls = 0;

  async function open(): Promise<LlamaEmbeddingContext> {
    // Encoders see a text in one batch.
    opening ??= options.alone(() =>
      model.createEmbeddingContext({ contextSize, batchSize: contextSize, threads }),
    );
    opening.catch(() => (opening = undefined));
    return opening;
  }

  interface Vectors {
    vectors: (readonly number[])[];
    inputTokens: number;
  }

  async function run(input: readonly string[], signal: AbortSignal): Promise<Vectors> {
    calls += 1;
    return compute(input, signal).finally(() => (calls -= 1));
  }

  async function compute(input: readonly string[], signal: AbortSignal): Promise<Vectors> {
    const context = await open();
    const lengths = input.map((text, index) => {
      const length = text === '' ? 0 : context.calculateInputLength(text);
      if (length === 0)
        throw new NearmostError('invalid_request', `Input ${index} is empty.`, { param: 'input' });
      if (length >= contextSize)
        throw new NearmostError(
          'context_too_long',
          `Input ${index} has ${length} tokens; the model takes ${contextSize - 1}.`,
          { param: 'input' },
        );
      return length;
    });
    const vectors: (readonly number[])[] = [];
    for (const text of input) {
      if (signal.aborted) throw new NearmostError('cancelled', 'The request was cancelled.');
      vectors.push((await context.getEmbeddingFor(text)).vector);
    }
    return { vectors, inputTokens: lengths.reduce((sum, length) => sum + length, 0) };
  }

  return {
    async embed({ input, dimensions }, signal) {
      const size = model.embeddingVectorSize;
      if (dimensions !== undefined && (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > size))
        throw new NearmostError(
          'invalid_request',
          `This model makes vectors of ${size}; ${dimensions} is not possible.`,
          {
            param: 'dimensions',
          },
        );
      const { vectors, inputTokens } = await run(input, signal);
      return { vectors: vectors.map((vector) => unit(vector, dimensions)), inputTokens };
    },
    features: async (texts, signal) =>
      (await run(texts, signal)).vectors.map((vector) => Float32Array.from(vector)),
    setThreads(count) {
      threads = count;
      void opening?.then(
        (context) => {
          const inner = (
            context as unknown as { _llamaContext?: { _ctx?: { setThreads?(threads: number): void } } }
          )._llamaContext;
          inner?._ctx?.setThreads?.(count);
        },
        () => undefined,
      );
    },
    async close() {
      if (calls > 0) return;
      const open = opening;
      opening = undefined;
      await (await open?.catch(() => undefined))?.dispose();
    },
  };
}
