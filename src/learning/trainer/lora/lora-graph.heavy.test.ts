import { expect, test } from 'vitest';
import { createArchitecture } from '../architectures/create.ts';
import { createLoraStepper } from './lora-stepper.ts';
import { freshFactors } from './lora-factors.ts';
import { loraStep } from './lora-step.ts';
import { microBatch } from './micro-batch.ts';
import { buildBatch, packRows } from '../pack.ts';
import { tinyExamples } from '../testing/tiny.ts';
import { createRandom, normal } from '../../../kit/random.ts';
import type { ModelShape } from '../architectures/model.ts';

// A vocabulary of more than one block of the head.
const SHAPE: ModelShape = {
  architecture: 'llama',
  vocabulary: 9000,
  layers: 2,
  width: 32,
  heads: 4,
  kvHeads: 2,
  headWidth: 8,
  inner: 48,
  context: 64,
  epsilon: 1e-5,
  rope: { pairing: 'neighbours', base: 10_000, scale: 1, width: 8 },
  local: null,
  queryScale: 1 / Math.sqrt(8),
  embeddingScale: 1,
  activation: 'silu',
  biases: false,
  headNorms: false,
  postNorms: false,
  tied: true,
};
const base = createArchitecture(SHAPE);
const random = createRandom(3);
const values = new Map(
  [...base.weights].map(([name, shape]) => [
    name,
    new Float32Array(shape.reduce((a, b) => a * b, 1)).map(() =>
      shape.length === 1 ? 1 : normal(random) * 0.3,
    ),
  ]),
);
const examples = tinyExamples(6, 3).map(({ tokens, weights }) => ({
  tokens: tokens.map((id) => id * 29),
  weights: weights.map((weight) => (weight < 1 ? 0 : 1)),
}));
const rows = packRows(examples, 16);
const batch = microBatch(buildBatch(examples, rows, 3, 16), 32, 0.1);

async function open(checkpointing: boolean, batchRows = 3, threads = 1) {
  const factors = freshFactors(base, 2, 5);
  const noise = createRandom(8);
  for (const { value } of factors.values()) value.forEach((x, i) => (value[i] = x + 0.1 * normal(noise)));
  const size = {
    batch: batchRows,
    time: 16,
    lossRows: Math.min(32, batchRows * 16),
    rank: 2,
    alpha: 4,
    checkpointing,
  };
  return { factors, stepper: await createLoraStepper({ base, size, values, factors, threads }) };
}

test('gradients of the factors agree with central differences, the vocabulary being worked on in blocks', async () => {
  const { factors, stepper } = await open(false);
  await stepper.run(batch);
  const found = new Map([...stepper.gradients].map(([name, gradient]) => [name, gradient.slice()]));
  let worst = 0;
  for (const [name, { value }] of factors) {
    const gradient = found.get(name) ?? new Float32Array();
    const at = gradient.reduce((best, g, i) => (Math.abs(g) > Math.abs(gradient[best] ?? 0) ? i : best), 0);
    const kept = value[at] ?? 0;
    value[at] = kept + 0.01;
    const above = await stepper.loss(batch);
    value[at] = kept - 0.01;
    const below = await stepper.loss(batch);
    value[at] = kept;
    const difference = (above - below) / 0.02;
    worst = Math.max(worst, Math.abs(difference - (gradient[at] ?? 0)) / (Math.abs(difference) + 1e-3));
  }
  await stepper.close();
  expect(found.size).toBe(28);
  expect(worst).toBeLessThan(0.02);
});

test('activations computed twice give the very same gradients', async () => {
  const plain = await open(false);
  const twice = await open(true);
  expect(await twice.stepper.run(batch)).toBe(await plain.stepper.run(batch));
  for (const [name, gradient] of plain.stepper.gradients) {
    expect(gradient.some((g) => g !== 0)).toBe(true);
    expect(twice.stepper.gradients.get(name)).toEqual(gradient);
  }
  await plain.stepper.close();
  await twice.stepper.close();
});

test('a step over three micro-batches is a step over one of their rows together', async () => {
  const changed = async (batchRows: number): Promise<{ loss: number; values: Float32Array[] }> => {
    const { factors, stepper } = await open(false, batchRows);
    const batches = Array.from({ length: 3 / batchRows }, (_, i) =>
      buildBatch(examples, rows.slice(i * batchRows, (i + 1) * batchRows), batchRows, 16),
    );
    // twice: what one step leaves must not get into the next
    const settings = { lossRows: Math.min(32, batchRows * 16), rate: 1e-2 };
    await loraStep(stepper, factors, batches, { ...settings, step: 1 });
    const loss = await loraStep(stepper, factors, batches, { ...settings, step: 2 });
    await stepper.close();
    return { loss, values: [...factors.values()].map(({ value }) => value) };
  };
  const together = await changed(3);
  const apart = await changed(1);
  expect(apart.loss).toBeCloseTo(together.loss, 4);
  let worst = 0;
  for (const [i, values] of together.values.entries())
    for (const [at, value] of values.entries())
      worst = Math.max(worst, Math.abs(value - (apart.values[i]?.[at] ?? Number.NaN)));
  // of steps of 0.01
  expect(worst).toBeLessThan(2e-3);
});

test('on several threads a step gives the same gradients each time', async () => {
  const { stepper } = await open(false, 3, 4);
  await stepper.run(batch);
  const first = [...stepper.gradients.values()].map((gradient) => gradient.slice());
  for (let again = 0; again < 20; again++) {
    await stepper.run(batch);
    expect([...stepper.gradients.values()]).toEqual(first);
  }
  await stepper.close();
});
