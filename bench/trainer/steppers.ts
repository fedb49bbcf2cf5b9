import { createArchitecture } from '../../src/learning/trainer/architectures/create.ts';
import { type LlamaShape, llamaShape } from '../../src/learning/trainer/architectures/llama.ts';
import { freshFactors } from '../../src/learning/trainer/lora/lora-factors.ts';
import { loraStep } from '../../src/learning/trainer/lora/lora-step.ts';
import { createLoraStepper } from '../../src/learning/trainer/lora/lora-stepper.ts';
import { buildBatch, type Example, packRows } from '../../src/learning/trainer/pack.ts';
import { createRandom, normal } from '../../src/kit/random.ts';
import { createStepper } from '../../src/learning/trainer/stepper.ts';
import { freshWeights } from '../../src/learning/trainer/weights.ts';

/** Whole training steps of one model on one batch whose every position carries a loss. */
export interface Steps {
  /** FLOPs of a step by the definition: 6 x parameters x tokens, 4 x with a frozen base. */
  readonly flops: number;
  readonly tokens: number;
  /** Forward, backward and the optimiser. */
  step(): Promise<unknown>;
  close(): Promise<void>;
}

/** Two layers of width 256, all weights, 8 rows of 128: the size of model that is trained from scratch here. */
const SMALL: LlamaShape = {
  vocabulary: 1024,
  layers: 2,
  width: 256,
  heads: 4,
  kvHeads: 4,
  inner: 1024,
  ropeBase: 10_000,
  epsilon: 1e-5,
  context: 128,
};
/** The dimensions of SmolLM2-135M, 4 rows of 128. */
const SMOL: LlamaShape = {
  vocabulary: 49_152,
  layers: 30,
  width: 576,
  heads: 9,
  kvHeads: 3,
  inner: 1536,
  ropeBase: 100_000,
  epsilon: 1e-5,
  context: 2048,
};
const TIME = 128;

/** All weights of {@link SMALL} are trained. */
export async function smallSteps(threads: number): Promise<Steps> {
  const batch = { batch: 8, time: TIME };
  const weights = freshWeights(SMALL, 1);
  const stepper = await createStepper({
    shape: SMALL,
    batch,
    weights,
    dropout: 0,
    optimiser: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01, clip: 1 },
    seed: 1,
    threads,
  });
  const data = fullBatch(SMALL.vocabulary, batch.batch);
  let count = 0;
  return {
    flops: 6 * parameters([...weights.values()].map(({ value }) => value)) * data.tokens,
    tokens: data.tokens,
    step: () => stepper.step(data, count++, 1e-3),
    close: () => stepper.close(),
  };
}

/** Low-rank factors of all linear layers of {@link SMOL} are trained, rank 8. */
export async function smolSteps(threads: number): Promise<Steps> {
  const base = createArchitecture(llamaShape(SMOL));
  const values = quickValues(base.weights);
  const factors = freshFactors(base, 8, 1);
  const data = fullBatch(SMOL.vocabulary, 4);
  const lossRows = data.tokens;
  const size = { batch: 4, time: TIME, lossRows, rank: 8, alpha: 16, checkpointing: false };
  const stepper = await createLoraStepper({ base, size, values, factors, threads });
  let count = 0;
  return {
    flops: 4 * parameters(values.values()) * data.tokens,
    tokens: data.tokens,
    step: () => loraStep(stepper, factors, [data], { lossRows, step: ++count, rate: 1e-3 }),
    close: () => stepper.close(),
  };
}

const parameters = (tensors: Iterable<Float32Array>): number => {
  let count = 0;
  for (const { length } of tensors) count += length;
  return count;
};

/** Random weights from one pool of numbers: a hundred million of their own would take longer than the benchmark. */
function quickValues(weights: ReadonlyMap<string, readonly number[]>): Map<string, Float32Array> {
  const random = createRandom(1);
  const pool = Float32Array.from({ length: 1_000_003 }, () => normal(random));
  let next = 0;
  return new Map(
    [...weights].map(([name, shape]) => {
      const length = shape.reduce((product, size) => product * size, 1);
      if (shape.length === 1) return [name, new Float32Array(length).fill(1)];
      const deviation = 0.6 / Math.sqrt(shape[1] ?? 1);
      const values = new Float32Array(length);
      for (let i = 0; i < length; i++, next++) values[i] = deviation * (pool[next % pool.length] as number);
      return [name, values];
    }),
  );
}

function fullBatch(vocabulary: number, rows: number) {
  const random = createRandom(2);
  const examples = Array.from({ length: rows }, (): Example => {
    const tokens = Array.from({ length: TIME + 1 }, () => Math.floor(random() * vocabulary));
    return { tokens, weights: tokens.map(() => 1) };
  });
  return buildBatch(examples, packRows(examples, TIME), rows, TIME);
}
