import { expect, test } from 'vitest';
import { GRADIENT } from './model-graph.ts';
import { buildBatch, packRows } from './pack.ts';
import { createStepper } from './stepper.ts';
import { TINY, tinyExamples } from './testing/tiny.ts';
import { freshWeights } from './weights.ts';

test('the gradient of a whole model agrees with central differences, for the largest entry of each weight', async () => {
  const batch = { batch: 2, time: 16 };
  const weights = freshWeights(TINY, 7);
  const examples = tinyExamples(5, 3);
  const stepper = await createStepper({
    shape: TINY,
    batch,
    weights,
    dropout: 0.1,
    optimiser: { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, clip: 1 },
    seed: 5,
    threads: 1,
  });
  const data = buildBatch(examples, packRows(examples, batch.time), batch.batch, batch.time);
  const first = await stepper.gradients(data, 0);
  const lossOf = async (): Promise<number> =>
    (await stepper.gradients(data, 0)).get('loss')?.[0] ?? Number.NaN;
  let worst = 0;
  for (const [name, { value }] of weights) {
    const gradient = first.get(GRADIENT + name) ?? new Float32Array();
    const at = gradient.reduce(
      (best, g, i) => (Math.abs(g) > Math.abs(gradient[best] as number) ? i : best),
      0,
    );
    const kept = value[at] as number;
    const step = 0.01;
    value[at] = kept + step;
    const above = await lossOf();
    value[at] = kept - step;
    const below = await lossOf();
    value[at] = kept;
    const difference = (above - below) / (2 * step);
    worst = Math.max(worst, Math.abs(difference - (gradient[at] as number)) / (Math.abs(difference) + 1e-3));
  }
  await stepper.close();
  expect(first.size).toBe(weights.size + 1);
  expect(worst).toBeLessThan(0.02);
});
