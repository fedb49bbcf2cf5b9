import { getLlama } from 'node-llama-cpp';
import type { LlamaModel } from 'node-llama-cpp';

/** Loads a GGUF file in llama.cpp on the CPU, for comparison with our own arithmetic. */
export async function loadInLlamaCpp(modelPath: string): Promise<LlamaModel> {
  const llama = await getLlama({ gpu: false, build: 'never', maxThreads: 1, logLevel: 'error' as never });
  return llama.loadModel({ modelPath, useMmap: false });
}

/** llama.cpp's probabilities of the token that follows `tokens`, by token id. */
export async function nextTokenProbabilities(
  model: LlamaModel,
  tokens: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const context = await model.createContext({ contextSize: 256, threads: 1 });
  const sequence = context.getSequence();
  const last = tokens.length - 1;
  const results = await sequence.controlledEvaluate(
    tokens.map((id, i) =>
      i === last ? [id as never, { generateNext: { probabilities: true } }] : (id as never),
    ),
  );
  const probabilities = results[last]?.next.probabilities ?? new Map();
  await context.dispose();
  return probabilities as ReadonlyMap<number, number>;
}
