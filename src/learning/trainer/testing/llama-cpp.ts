import { getLlama, type Llama, type LlamaModel } from 'node-llama-cpp';

/** llama.cpp on the CPU, on one thread. */
export const openLlamaCpp = (): Promise<Llama> =>
  getLlama({ gpu: false, build: 'never', maxThreads: 1, logLevel: 'error' as never });

/** Loads a GGUF file in llama.cpp on the CPU, for comparison with our own arithmetic. */
export async function loadInLlamaCpp(modelPath: string, llama?: Llama): Promise<LlamaModel> {
  return (llama ?? (await openLlamaCpp())).loadModel({ modelPath, useMmap: false });
}

/** What llama.cpp is asked. */
export interface ProbabilityOptions {
  /** Indexes into the tokens; default: the last one alone. */
  readonly positions?: readonly number[];
  /** Path of a GGUF adapter. */
  readonly adapter?: string;
  /** Type of remembered keys and values. Default F16, as in serving; F32 leaves nothing narrowed with an F32 model. */
  readonly cache?: 'F16' | 'F32';
}

/** llama.cpp's probabilities of the token that follows `tokens[position]`, by token id, for each position. */
export async function probabilitiesInLlamaCpp(
  model: LlamaModel,
  tokens: readonly number[],
  { positions = [tokens.length - 1], adapter, cache = 'F16' }: ProbabilityOptions = {},
): Promise<ReadonlyMap<number, number>[]> {
  const context = await model.createContext({
    contextSize: 256,
    threads: 1,
    // the other way of computing attention narrows numbers too
    ...(cache === 'F32' ? { flashAttention: false } : {}),
    experimentalKvCacheKeyType: cache,
    experimentalKvCacheValueType: cache,
    ...(adapter === undefined ? {} : { lora: adapter }),
  });
  const results = await context
    .getSequence()
    .controlledEvaluate(
      tokens.map((id, i) =>
        positions.includes(i) ? [id as never, { generateNext: { probabilities: true } }] : (id as never),
      ),
    );
  await context.dispose();
  return positions.map((at) => new Map<number, number>(results[at]?.next.probabilities ?? []));
}

/** llama.cpp's probabilities of the token that follows `tokens`, by token id. */
export async function nextTokenProbabilities(
  model: LlamaModel,
  tokens: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const [probabilities] = await probabilitiesInLlamaCpp(model, tokens);
  return probabilities ?? new Map<number, number>();
}
