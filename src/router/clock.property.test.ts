import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NearmostError, type ChatRequest } from '../contract/index.ts';
import { capped } from './testing/capped.ts';
import { words, type Script } from './testing/world.ts';

const DAY = 86_400_000;
const NOON = new Date(2026, 10, 21, 12).getTime();
const request: ChatRequest = {
  model: 'auto',
  messages: [{ role: 'user', content: 'Hi' }],
  maxTokens: 2,
  temperature: 0,
};
const SCRIPTS: Record<string, Script> = {
  answers: () => words('one two', 0),
  differs: () => words(String(Math.random()), 0),
  fails: () => [new NearmostError('upstream_unavailable', 'down')],
  limits: () => [new NearmostError('upstream_rate_limited', 'slow', { retryAfter: 60 })],
};

test('property: a clock that jumps loses no row, spends no day twice, and leaves the market whole', async () => {
  const jump = fc.constantFrom(
    0,
    1000,
    -1000,
    3_600_000,
    -3_600_000,
    DAY,
    -DAY,
    365 * DAY,
    -365 * DAY,
    -60 * 365 * DAY,
  );
  const step = fc.record({
    jump,
    /** While the request is under way. */
    during: jump,
    steady: fc.constantFrom(0, 10, 6000, 700_000),
    one: fc.constantFrom(...Object.keys(SCRIPTS)),
    two: fc.constantFrom(...Object.keys(SCRIPTS)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      let now = NOON;
      let steady = 0;
      let play: Record<string, Script> = {};
      const turning = (id: string, during: () => number): Script =>
        function* (asked) {
          now += during();
          yield* (play[id] as Script)(asked);
        };
      let during = 0;
      const clouds = { one: turning('one', () => during), two: turning('two', () => during) };
      const settings = {
        label: 'public' as const,
        router: { order: 'market' as const },
        budget: { dayUsd: 2 },
      };
      const clock = { now: () => now, monotonic: () => steady };
      const here = capped(settings, { clouds, price: () => 1 }, clock);
      for (const at of steps) {
        now += at.jump;
        steady += at.steady;
        during = at.during;
        play = { one: SCRIPTS[at.one] as Script, two: SCRIPTS[at.two] as Script };
        await here.router.whole({ task: 'chat', request }, {}).catch((error: unknown) => {
          expect(NearmostError.from(error).code).not.toBe('internal');
        });
      }
      expect(here.rows).toHaveLength(steps.length);
      expect([new Set(here.rows.map(({ requestId }) => requestId)).size, here.reserved()]).toEqual([
        steps.length,
        0,
      ]);
      const days = Map.groupBy(here.rows, ({ at }) => new Date(at).toDateString());
      for (const rows of days.values())
        expect(rows.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0)).toBeLessThanOrEqual(2);
      for (const row of here.deps.market.rows()) {
        const { figures } = row;
        const all = [
          row.success,
          row.limited,
          row.consistency,
          figures.answered,
          figures.failed,
          ...figures.recent,
          ...figures.first,
        ];
        for (const value of all) expect(Number.isFinite(value) && value >= 0, JSON.stringify(row)).toBe(true);
        expect(Math.max(row.success, row.limited, row.consistency)).toBeLessThanOrEqual(1);
      }
      for (const { durationMs, attempts } of here.rows)
        for (const ms of [durationMs, ...attempts.map((one) => one.durationMs)])
          expect(ms).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 20 },
  );
}, 60_000);
