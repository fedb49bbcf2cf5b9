import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { settingsSchema, type SettingsInput } from '../contract/index.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { tempHome } from '../store/testing/temp-home.ts';
import { createBudget, type Budget } from './budget.ts';
import { createLedger } from './record.ts';
import { createSpending } from './spending.ts';
import { cloudEntry, entry } from './testing/entry.ts';

const NOON = new Date(2026, 10, 21, 12).getTime();
const DAY = 86_400_000;

function open(
  input: SettingsInput,
  file = tempHome().database,
): { budget: Budget; database: Database; turn: (ms: number) => void } {
  let now = NOON;
  const database = openDatabase(file);
  onTestFinished(() => database.close());
  const budget = createBudget({ database, clock: { now: () => now }, settings: settingsSchema.parse(input) });
  return { budget, database, turn: (ms) => (now += ms) };
}
const call = (usd: number | null, tokens = 10): Parameters<Budget['reserve']>[0] => ({
  app: 'a',
  provider: 'p',
  usd,
  tokens,
});

test('what is set aside counts, what is given back does not; a cap is reached exactly', () => {
  const { budget } = open({ budget: { dayUsd: 1 } });
  const held = [1, 2, 3].map(() => budget.reserve(call(0.3)));
  expect(() => budget.reserve(call(0.11))).toThrow(
    expect.objectContaining({ code: 'budget_exceeded', param: 'budget.dayUsd' }),
  );
  budget.reserve(call(0.1));
  expect(() => budget.reserve(call(0.000_000_001))).toThrow('$0.0000 spent, $1.0000 set aside');
  held[0]?.release();
  held[0]?.release();
  expect(() => budget.reserve(call(0.3))).not.toThrow();
});

test('a new day and a new month begin with nothing spent, also after a jump of the clock back', () => {
  const { budget, turn } = open({ budget: { dayUsd: 1, monthUsd: 1.5 } });
  budget.reserve(call(1));
  expect(() => budget.reserve(call(0.1))).toThrow('a day');
  turn(DAY);
  budget.reserve(call(0.4));
  expect(() => budget.reserve(call(0.2))).toThrow('a month');
  turn(20 * DAY);
  budget.reserve(call(1));
  turn(-20 * DAY);
  expect(() => budget.reserve(call(0.1))).toThrow('leaves $0.0000');
});

test('a model without a price is refused under a cap of money, not under one of tokens', () => {
  const money = open({ budget: { dayUsd: 1 } });
  expect(() => money.budget.reserve(call(null))).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('providers.p.price.input') as string }),
  );
  open({ budget: { dayTokens: 10 } }).budget.reserve(call(null, 10));
  expect(() => open({ budget: { dayTokens: 9 } }).budget.reserve(call(null, 10))).toThrow('leaves 9 tokens');
});

test('a provider whose price is nothing is not held by money', () => {
  const own = { baseUrl: 'http://127.0.0.1:1/v1', price: { input: 0, output: 0 } };
  const { budget } = open({ budget: { dayUsd: 0 }, providers: { p: own } });
  expect([budget.applies('a', 'p'), budget.applies('a', 'q'), budget.reached('a', 'q')]).toEqual([
    false,
    true,
    'the cap of $0 a day is reached ($0.0000 spent, set by budget.dayUsd)',
  ]);
  expect(() => budget.reserve({ ...call(0), provider: 'q' })).toThrow('leaves');
});

test('rows are counted for the app and provider they belong to, tries that failed for theirs', async () => {
  const { budget, database } = open({
    apps: { mail: { budget: { dayUsd: 5 } } },
    providers: { groq: { budget: { dayUsd: 1, dayTokens: 40 } } },
  });
  const ledger = createLedger({ database, clock: { now: () => NOON, monotonic: () => 0 } });
  const [attempt] = entry().attempts;
  const lost = { ...attempt, place: 'cloud', model: 'groq/x', costUsd: 1, tokens: 35 } as const;
  const row = { at: NOON, app: 'mail', costUsd: 3 };
  await ledger.record(cloudEntry({ ...row, attempts: [lost as never] }));
  await ledger.record(cloudEntry({ ...row, app: 'chat' }));
  await ledger.record(entry({ at: NOON, app: 'mail' }));
  const spending = createSpending(database);
  expect(spending.since(0)).toEqual({ nanos: 6e9, tokens: 2 * 30 + 35 });
  expect(spending.since(0, { provider: 'groq' })).toEqual({ nanos: 1e9, tokens: 35 });
  expect(spending.since(0, { provider: 'openai', app: 'mail' }).nanos).toBe(2e9);
  expect(budget.reached('mail', 'openai')).toBeUndefined();
  expect(budget.reached('chat', 'groq')).toBe(
    'the cap of $1 a day with groq is reached ($1.0000 spent, set by providers.groq.budget.dayUsd)',
  );
  await ledger.record(cloudEntry({ ...row, costUsd: 2 }));
  expect(budget.reached('mail', 'openai')).toContain(
    'of app mail is reached ($5.0000 spent, set by apps.mail.budget.dayUsd)',
  );
});

test('running sums are those of the whole table, whoever wrote the rows', async () => {
  const file = tempHome().database;
  const [one, two] = [open({}, file), open({}, file)];
  const clock = { now: () => NOON, monotonic: () => 0 };
  const ledgers = [one, two].map(({ database }) => createLedger({ database, clock }));
  const running = createSpending(one.database);
  const rows = fc.array(fc.tuple(fc.nat(1), fc.nat(400), fc.nat(1000)), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(rows, async (list) => {
      for (const [who, at, cents] of list)
        await ledgers[who]?.record(cloudEntry({ at, costUsd: cents / 100 }));
      for (const moment of [0, 150, 350])
        expect(running.since(moment)).toEqual(createSpending(two.database).since(moment));
    }),
    { numRuns: 15 },
  );
});

/** Sets aside 60 times a cent in another process, says how often it may, and stays until it is told to end. */
async function another(file: string): Promise<{ got: number; child: ChildProcess }> {
  const url = (path: string): string => JSON.stringify(join(import.meta.dirname, path));
  const script = `
    import { openDatabase } from ${url('../store/database.ts')};
    import { createBudget } from ${url('budget.ts')};
    import { settingsSchema } from ${url('../contract/config.ts')};
    const budget = createBudget({ database: openDatabase(process.argv[1]), clock: Date, settings: settingsSchema.parse({ budget: { dayUsd: 0.5 } }) });
    let got = 0;
    for (let i = 0; i < 60; i++) try { budget.reserve({ app: 'a', provider: 'p', usd: 0.01, tokens: 1 }); got += 1; } catch {}
    console.log(got);
    process.stdin.resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, file], {
    stdio: ['pipe', 'pipe', 2],
  });
  onTestFinished(() => void child.kill());
  const [line] = (await once(createInterface(child.stdout as Readable), 'line')) as [string];
  return { got: Number(line), child };
}

test('two processes share a cap to the cent', async () => {
  const file = tempHome().database;
  const { database } = open({}, file);
  const both = await Promise.all([another(file), another(file)]);
  expect(both[0].got + both[1].got).toBe(50);
  const { nanos } = database.prepare('SELECT sum(nanos) AS nanos FROM reservations').get() as {
    nanos: number;
  };
  expect(nanos).toBe(5e8);
});

test('what a killed process had set aside is given back, at the next start and before a refusal', async () => {
  const file = tempHome().database;
  const settings: SettingsInput = { budget: { dayUsd: 0.5 } };
  const { budget, turn } = open(settings, file);
  turn(Date.now() - NOON);
  const first = await another(file);
  expect(first.got).toBe(50);
  expect(() => budget.reserve(call(0.01))).toThrow('$0.5000 set aside');
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const own = budget.reserve(call(0.5));
  expect(() => budget.reserve(call(0.01))).toThrow('$0.5000 set aside');
  own.release();
  const second = await another(file);
  second.child.kill('SIGKILL');
  await once(second.child, 'exit');
  const left = (): unknown =>
    open(settings, file).database.prepare('SELECT count(*) AS n FROM reservations').get();
  expect(left()).toEqual({ n: 0 });
});
