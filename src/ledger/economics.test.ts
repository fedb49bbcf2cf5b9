import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { LEARNING_APP, type LedgerEntry } from '../contract/index.ts';
import { systemClock } from '../kit/clock.ts';
import { openDatabase } from '../store/database.ts';
import { tempHome } from '../store/testing/temp-home.ts';
import { emptyAction, readActions, type ActionSums, type Actions } from './actions.ts';
import { actionCost, localHour, monthsOf, totalOf } from './economics.ts';
import { DEFAULT_INPUTS, statedInputs } from './economics-inputs.ts';
import { answerCosts, margin } from './margin.ts';
import { createLedger } from './record.ts';
import { cloudEntry, entry } from './testing/entry.ts';

const DAY = 86_400_000;

async function actionsOf(entries: LedgerEntry[], skills = new Map<string, string>()): Promise<Actions> {
  const database = openDatabase(tempHome().database);
  onTestFinished(() => database.close());
  const ledger = createLedger({ database, clock: systemClock });
  await Promise.all(entries.map((row, at) => ledger.record({ ...row, requestId: `r${at}` })));
  return readActions(database, skills);
}

test('actions by app, skill or requested model, and task', async () => {
  const tried = cloudEntry({ app: 'mail' });
  const { from, to, actions } = await actionsOf(
    [
      entry({ app: 'mail', model: 'local/mail-1', at: 1000, durationMs: 5 }),
      {
        ...tried,
        at: 9000,
        attempts: [{ ...tried.attempts[0]!, model: 'local/mail-1', durationMs: 9 }, tried.attempts[1]!],
      },
      entry({ app: 'mail', requestedModel: 'gpt-4o', counterfactualUsd: null }),
      entry({ app: 'mail', requestedModel: 'gpt-4o', task: 'embed' }),
      cloudEntry({ status: 'error', error: 'timeout', costUsd: 0.25 }),
      cloudEntry({ costUsd: null }),
    ],
    new Map([['mail-1', 'Mail triage']]),
  );
  expect([from, to]).toEqual([1000, 9000]);
  expect(actions.find(({ kind }) => kind === 'skill')).toEqual({
    app: 'mail',
    action: 'Mail triage',
    kind: 'skill',
    task: 'chat',
    requests: 2,
    answered: 2,
    answeredLocally: 1,
    costUsd: 0.5,
    unpriced: 0,
    counterfactualUsd: 0.501,
    counterfactualKnown: 2,
    localMs: 14,
  });
  expect(actions.map(({ app, action, task }) => [app, action, task])).toEqual(
    expect.arrayContaining([
      ['mail', 'gpt-4o', 'chat'],
      ['mail', 'gpt-4o', 'embed'],
      ['default', 'auto', 'chat'],
    ]),
  );
  expect(actions.find(({ app }) => app === 'default')).toMatchObject({
    requests: 2,
    answered: 1,
    unpriced: 1,
    costUsd: 0.25,
    counterfactualKnown: 0,
  });
});

test('costs of actions add up to those of the ledger, whatever is in it', async () => {
  const row = fc.record({
    app: fc.constantFrom('a', 'b', LEARNING_APP),
    requestedModel: fc.constantFrom('auto', 'x', 'y'),
    status: fc.constantFrom('ok' as const, 'error' as const, 'cancelled' as const),
    costUsd: fc.option(fc.integer({ min: 0, max: 1000 }).map((cents) => cents / 1024)),
    local: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
      const entries = rows.map(({ local, ...fields }) =>
        local ? entry({ ...fields, costUsd: 0 }) : cloudEntry(fields),
      );
      const { actions } = await actionsOf(entries);
      const total = totalOf(actions);
      expect(total.costUsd).toBeCloseTo(
        entries.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0),
        9,
      );
      expect(total.requests).toBe(entries.filter(({ app }) => app !== LEARNING_APP).length);
      expect(actions.reduce((sum, { requests }) => sum + requests, 0)).toBe(entries.length);
    }),
    { numRuns: 15 },
  );
});

test('a worked example, to the cent', () => {
  const inputs = statedInputs({ electricity: 0.3, power: 100, hardware: 2922, life: 4, use: 10 });
  // 0.1 kW x 0.30 USD; 2,922 USD over 4 x 365.25 x 10 = 14,610 hours
  expect(localHour(inputs)).toEqual({ electricity: 0.03, hardware: 0.2 });
  const sums: ActionSums = {
    ...emptyAction({ app: 'a', action: 'x', kind: 'model', task: 'chat' }),
    requests: 110,
    answered: 100,
    answeredLocally: 80,
    costUsd: 1.5,
    counterfactualUsd: 7,
    counterfactualKnown: 100,
    localMs: 2 * 3_600_000,
  };
  const cost = actionCost(sums, inputs);
  expect(cost.cost.total).toBeCloseTo(1.5 + 0.06 + 0.4, 12);
  expect([cost.unitUsd, cost.cloudOnlyUnitUsd, cost.localShare]).toEqual([
    expect.closeTo(0.0196, 12),
    0.07,
    0.8,
  ]);
  const costs = answerCosts(sums, inputs);
  expect(costs).toEqual({ local: expect.closeTo(0.00575, 12), cloud: 0.075, cloudFrom: 'paid' });
  expect(
    margin({ local: 0.0001, cloud: 0.002 }, { priceUsd: 5, volume: 1000, localShare: 0.95 }),
  ).toMatchObject({
    costUsd: expect.closeTo(0.195, 12),
    marginUsd: expect.closeTo(4.805, 12),
    marginShare: expect.closeTo(0.961, 12),
  });
});

test('what is not known is not invented', () => {
  const none = emptyAction({ app: 'a', action: 'x', kind: 'model', task: 'chat' });
  expect(actionCost(none, DEFAULT_INPUTS)).toMatchObject({ unitUsd: null, localShare: null });
  expect(answerCosts(none, DEFAULT_INPUTS)).toEqual({ local: null, cloud: null, cloudFrom: 'unknown' });
  const some = { ...none, answered: 2, answeredLocally: 2, counterfactualKnown: 1, counterfactualUsd: 3 };
  expect(actionCost(some, DEFAULT_INPUTS).cloudOnlyUsd).toBeNull();
  expect(answerCosts(some, DEFAULT_INPUTS)).toMatchObject({ cloud: 3, cloudFrom: 'counterfactual' });
  expect(monthsOf({ from: null, to: null })).toBeNull();
  expect(monthsOf({ from: 0, to: DAY - 1 })).toBeNull();
  expect(monthsOf({ from: 0, to: 30.4375 * DAY })).toBeCloseTo(1, 12);
});

const usd = fc.double({ min: 0, max: 10, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });
test('a margin falls with volume, and rises with the local share where local is cheaper', () => {
  fc.assert(
    fc.property(
      usd,
      usd,
      usd,
      share,
      share,
      fc.integer({ min: 0, max: 1e6 }),
      (priceUsd, x, y, s, t, volume) => {
        const [local, cloud] = [Math.min(x, y), Math.max(x, y)];
        const at = (localShare: number, much = volume): number =>
          margin({ local, cloud }, { priceUsd, volume: much, localShare }).marginUsd;
        expect(at(s, volume + 1)).toBeLessThanOrEqual(at(s));
        expect(at(Math.max(s, t))).toBeGreaterThanOrEqual(at(Math.min(s, t)) - 1e-6 * (1 + volume));
        const { breakEven } = margin({ local, cloud }, { priceUsd, volume, localShare: s });
        if (breakEven !== null && breakEven < 1e9) expect(at(s, breakEven)).toBeCloseTo(0, 3);
      },
    ),
  );
});

test('the longer the hardware lives, the less an hour costs; free hardware and power cost nothing', () => {
  const positive = fc.double({ min: 0.1, max: 20, noNaN: true });
  fc.assert(
    fc.property(positive, positive, (a, b) => {
      const hour = (life: number): number => localHour(statedInputs({ life })).hardware;
      expect(hour(Math.max(a, b))).toBeLessThanOrEqual(hour(Math.min(a, b)));
    }),
  );
  expect(localHour(statedInputs({ hardware: 0, electricity: 0 }))).toEqual({ electricity: 0, hardware: 0 });
  expect(statedInputs({ life: 5 }).life.source).toBe('stated by you');
  for (const { source } of Object.values(DEFAULT_INPUTS)) expect(source.length).toBeGreaterThan(10);
});
