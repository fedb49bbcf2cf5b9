import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { fromHalf, toHalf } from '../../../src/kit/gguf/half.ts';
import { readGguf } from '../../../src/kit/gguf/read.ts';
import { writeGguf } from '../../../src/kit/gguf/write.ts';
import { adamW } from '../../../src/learning/trainer/adamw.ts';
import type { Trained } from '../../../src/learning/trainer/adamw.ts';
import type { AdapterTrainer, TrainingJob, TrainingText } from '../../../src/learning/trainer/job.ts';
import { llamaWeights } from '../../../src/learning/trainer/architectures/llama.ts';
import { GRADIENT } from '../../../src/learning/trainer/model-graph.ts';
import { buildBatch, packRows } from '../../../src/learning/trainer/pack.ts';
import type { Example } from '../../../src/learning/trainer/pack.ts';
import { createRandom, normal, shuffled } from '../../../src/learning/trainer/random.ts';
import { learningRate } from '../../../src/learning/trainer/schedule.ts';
import { createStepper } from '../../../src/learning/trainer/stepper.ts';
import { RECIPE } from '../recipe.ts';
import { sha256Of } from './finish.ts';

const { shape } = RECIPE;

/** Low-rank training by way of the gradients of all weights: with W + s B A, dB = s dW At and dA = s Bt dW. For small models. */
export const fullGradientTrainer: AdapterTrainer = {
  id: 'full-gradient',
  async train(job, hooks = {}) {
    const started = performance.now();
    const { rank, alpha, epochs, rate, stepTokens, seed } = job.settings;
    const base = await readWeights(job.base);
    const weights = new Map([...base].map(([name, value]) => [name, trained(Float32Array.from(value))]));
    const pairs = freshPairs(rank, seed);
    const flat = new Map(
      [...pairs].flatMap(
        ([name, { a, b }]) =>
          [
            [`${name}.lora_a`, a],
            [`${name}.lora_b`, b],
          ] as const,
      ),
    );
    const batch = { batch: stepTokens / RECIPE.batch.time, time: RECIPE.batch.time };
    const optimiser = { ...RECIPE.optimiser, weightDecay: 0.01 };
    const stepper = await createStepper({
      shape,
      batch,
      weights,
      dropout: 0,
      optimiser,
      seed,
      threads: job.threads,
    });
    const examples = job.texts.map(exampleOf);
    const perEpoch = Math.floor(packRows(examples, batch.time).length / batch.batch);
    const steps = perEpoch * epochs;
    const scale = alpha / rank;
    let [step, tokens, loss, first] = [0, 0, 0, 0];
    try {
      for (let epoch = 0; epoch < epochs; epoch++) {
        const order = shuffled(createRandom(seed, epoch, 1), examples);
        const rows = shuffled(createRandom(seed, epoch, 2), packRows(order, batch.time));
        for (let at = 0; at < perEpoch; at++, step++) {
          const data = buildBatch(
            order,
            rows.slice(at * batch.batch, (at + 1) * batch.batch),
            batch.batch,
            batch.time,
          );
          merge(base, pairs, weights, rank, scale);
          const outputs = await stepper.gradients(data, step);
          const gradients = new Map(
            [...pairs].flatMap(([name, pair]) =>
              project(name, pair, outputs.get(GRADIENT + name) as Float32Array, rank, scale),
            ),
          );
          adamW(
            flat,
            gradients,
            step + 1,
            learningRate(step, { peak: rate, warmup: 20, steps, floor: 0.02 }),
            optimiser,
          );
          const now = outputs.get('loss')?.[0] ?? Number.NaN;
          loss = step === 0 ? now : 0.95 * loss + 0.05 * now;
          if (step === 0) first = now;
          tokens += data.tokens;
          const seconds = (performance.now() - started) / 1000;
          hooks.onProgress?.({
            step: step + 1,
            steps,
            epoch,
            loss,
            tokensPerSecond: tokens / seconds,
            secondsLeft: (seconds / (step + 1)) * (steps - step - 1),
          });
        }
      }
    } finally {
      await stepper.close();
    }
    writeAdapter(job, pairs);
    const seconds = (performance.now() - started) / 1000;
    const plan = { rows: batch.batch, time: batch.time, checkpointing: false };
    return {
      estimate: { steps, tokens, memoryBytes: 0, seconds: null, plan },
      steps,
      tokens,
      seconds,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      loss: { first, last: loss, heldOut: null },
      adapter: { path: job.out, bytes: statSync(job.out).size, sha256: sha256Of(job.out) },
    };
  },
};

interface Pair {
  readonly out: number;
  readonly in: number;
  /** [rank, in] */
  readonly a: Trained;
  /** [out, rank] */
  readonly b: Trained;
}

const exampleOf = ({ tokens, from }: TrainingText): Example => ({
  tokens,
  weights: tokens.map((_, i) => (i >= from ? 1 : 0)),
});

const trained = (value: Float32Array): Trained => ({
  value,
  mean: new Float32Array(value.length),
  square: new Float32Array(value.length),
  decays: true,
});

async function readWeights(path: string): Promise<Map<string, Float32Array>> {
  const { tensors, dataOffset } = await readGguf(path);
  const file = readFileSync(path);
  return new Map(
    tensors.map(({ name, type, offset, bytes }) => {
      const data = Uint8Array.from(file.subarray(dataOffset + offset, dataOffset + offset + bytes));
      return [name, type === 'F16' ? fromHalf(data) : new Float32Array(data.buffer)];
    }),
  );
}

function freshPairs(rank: number, seed: number): Map<string, Pair> {
  const random = createRandom(seed, 3);
  const matrices = [...llamaWeights(shape)].filter(
    ([name, size]) => size.length === 2 && name.startsWith('blk.'),
  );
  return new Map(
    matrices.map(([name, [out = 0, into = 0]]) => {
      const a = Float32Array.from({ length: rank * into }, () => normal(random) / Math.sqrt(into));
      return [name, { out, in: into, a: trained(a), b: trained(new Float32Array(out * rank)) }];
    }),
  );
}

function merge(
  base: ReadonlyMap<string, Float32Array>,
  pairs: ReadonlyMap<string, Pair>,
  into: ReadonlyMap<string, Trained>,
  rank: number,
  scale: number,
): void {
  for (const [name, { out, in: width, a, b }] of pairs) {
    const [from, to] = [base.get(name) as Float32Array, (into.get(name) as Trained).value];
    for (let o = 0; o < out; o++)
      for (let i = 0; i < width; i++) {
        let sum = 0;
        for (let r = 0; r < rank; r++)
          sum += (b.value[o * rank + r] as number) * (a.value[r * width + i] as number);
        to[o * width + i] = (from[o * width + i] as number) + scale * sum;
      }
  }
}

function project(
  name: string,
  { out, in: width, a, b }: Pair,
  gradient: Float32Array,
  rank: number,
  scale: number,
): [string, Float32Array][] {
  const [forA, forB] = [new Float32Array(rank * width), new Float32Array(out * rank)];
  for (let o = 0; o < out; o++)
    for (let r = 0; r < rank; r++) {
      const factor = scale * (b.value[o * rank + r] as number);
      let sum = 0;
      for (let i = 0; i < width; i++) {
        const g = gradient[o * width + i] as number;
        sum += g * (a.value[r * width + i] as number);
        forA[r * width + i] = (forA[r * width + i] as number) + factor * g;
      }
      forB[o * rank + r] = scale * sum;
    }
  return [
    [`${name}.lora_a`, forA],
    [`${name}.lora_b`, forB],
  ];
}

function writeAdapter({ out, settings, baseSha256 }: TrainingJob, pairs: ReadonlyMap<string, Pair>): void {
  const text = (key: string, value: string) => ({ key, type: 'string', value }) as const;
  const tensors = [...pairs].flatMap(([name, pair]) => [
    {
      name: `${name}.lora_a`,
      type: 'F16' as const,
      dimensions: [pair.in, settings.rank],
      data: toHalf(pair.a.value),
    },
    {
      name: `${name}.lora_b`,
      type: 'F16' as const,
      dimensions: [settings.rank, pair.out],
      data: toHalf(pair.b.value),
    },
  ]);
  const entries = [
    text('general.type', 'adapter'),
    text('general.architecture', 'llama'),
    text('adapter.type', 'lora'),
    { key: 'adapter.lora.alpha', type: 'f32' as const, value: settings.alpha },
    text('nearmost.base.sha256', baseSha256),
  ];
  writeFileSync(out, writeGguf(entries, tensors));
}
