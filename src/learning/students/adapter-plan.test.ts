import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planAdapter } from './adapter-plan.ts';

const texts = (count: number, length: number): { tokens: number[]; from: number }[] =>
  Array.from({ length: count }, (_, index) => ({
    tokens: Array.from({ length }, (_, at) => index * 1000 + at),
    from: 1,
  }));
const limits = { width: 192, mostLength: 100, seed: 7 };
const stepsOf = ({ settings, texts: some }: ReturnType<typeof planAdapter>): number =>
  settings.epochs * Math.ceil(some.reduce((sum, { tokens }) => sum + tokens.length, 0) / settings.stepTokens);

test('little data is read often enough to learn from, with small steps', () => {
  const plan = planAdapter(texts(40, 25), limits);
  expect(plan.settings).toMatchObject({ rank: 8, alpha: 16, stepTokens: 128, epochs: 30, seed: 7 });

  expect(plan.heldOut).toEqual([]);
  expect(stepsOf(plan)).toBeGreaterThanOrEqual(150);
});

test('much data is read a few times; the newest are held out', () => {
  const all = texts(6000, 20);
  const plan = planAdapter(all, limits);
  expect(plan.settings).toMatchObject({ stepTokens: 2048, epochs: 5 });
  expect(plan.heldOut).toEqual(all.slice(-64));
  expect(plan.texts).toHaveLength(6000 - 64);
});

test('texts that do not fit are left out and counted, and so are the oldest of too many', () => {
  const all = [...texts(50, 20), ...texts(5, 101), ...texts(50, 20)];
  const plan = planAdapter(all, { ...limits, mostTokens: 1600 });
  expect(plan.dropped).toEqual({ tooLong: 5, tooMany: 20 });
  expect(plan.texts[0]).toEqual(all[20]);
  expect(plan.settings.epochs).toBe(1);
});

test('a wide base learns with smaller steps', () => {
  const rate = (width: number): number => planAdapter(texts(30, 9), { ...limits, width }).settings.rate;
  expect([rate(64), rate(576), rate(4096)]).toEqual([2e-3, 0.4 / 576, 2e-4]);
});

test('whatever comes, nothing is lost, settings are possible and the token limit holds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 2, max: 300 }), { maxLength: 120 }),
      fc.integer({ min: 50, max: 5000 }),
      (lengths, mostTokens) => {
        const all = lengths.map((length) => texts(1, length)[0] ?? { tokens: [], from: 1 });
        const plan = planAdapter(all, { ...limits, mostTokens });
        const { texts: some, heldOut, dropped, settings } = plan;
        expect(some.length + heldOut.length + dropped.tooLong + dropped.tooMany).toBe(all.length);
        const tokens = some.reduce((sum, text) => sum + text.tokens.length, 0);
        expect(tokens * settings.epochs).toBeLessThanOrEqual(Math.max(mostTokens, tokens));
        expect(settings.epochs).toBeGreaterThanOrEqual(1);
        expect(settings.stepTokens).toBeGreaterThanOrEqual(128);
      },
    ),
  );
});

test('an adapter of a wide base changes three matrices of each layer, one of a small base all', () => {
  const matrices = (width: number): readonly string[] | undefined =>
    planAdapter(texts(30, 9), { ...limits, width }).settings.matrices;
  expect(matrices(1024)).toEqual(['attn_v', 'attn_output', 'ffn_down']);
  expect(matrices(192)).toBeUndefined();
});
