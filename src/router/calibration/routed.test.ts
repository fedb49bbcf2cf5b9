import { expect, test } from 'vitest';
import type { Call } from '../calls/open.ts';
import { words, world } from '../testing/world.ts';
import type { Calibrations } from './table.ts';

const asking = (model = 'auto'): Call => ({
  task: 'chat',
  request: { model, messages: [{ role: 'user', content: 'what is it?' }] },
});
const said = Math.log(0.95);
const make = () =>
  world({
    locals: { a: () => words('it is this', said) },
    clouds: { openai: () => words('it is that', said) },
  });
/** As judged answers would teach of a boastful model: 0.95 is called about 0.4. */
const boastful: Pick<Calibrations, 'of'> = {
  of: (model) => (model === 'local/a' ? { method: 'platt', a: 1, b: -3.3, n: 80 } : undefined),
};

test('without judged answers a sure answer is served, and the figure is said to be a guess', async () => {
  const { router } = make();
  const { route } = await router.stream(asking(), {}, false);
  expect(route).toMatchObject({ model: 'local/a', calibrated: false });
  expect(route.reason).toMatch(/confidence 0.95 \(not calibrated yet\) is at or above 0.70/);
  expect(route.rawConfidence).toBeUndefined();
});

test('judged answers make the same answer unsure: it is handed over, with both figures in the record', async () => {
  const { deps, router, rows } = make();
  deps.calibrations = boastful;
  const { route, parts } = await router.stream(asking(), {}, false);
  for await (const part of parts) void part;
  expect(route.place).toBe('cloud');
  expect(route.reason).toMatch(/local\/a: confidence 0.41 \(corrected by 80 judged answers\) is below 0.70/);
  expect(rows[0]?.attempts[0]).toMatchObject({
    outcome: 'low_confidence',
    confidence: expect.closeTo(0.41, 2) as number,
    rawConfidence: expect.closeTo(0.95, 10) as number,
  });
});

test('a named model answers as it is; its row has the corrected figure and the one that was read', async () => {
  const { deps, router, rows } = make();
  deps.calibrations = boastful;
  const { parts } = await router.stream(asking('local/a'), {}, false);
  for await (const part of parts) void part;
  expect(rows[0]).toMatchObject({
    place: 'local',
    calibrated: true,
    confidence: expect.closeTo(0.41, 2) as number,
    rawConfidence: expect.closeTo(0.95, 10) as number,
  });
});
