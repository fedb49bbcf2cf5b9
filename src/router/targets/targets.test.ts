import { expect, onTestFinished, test } from 'vitest';
import { settingsSchema, type LedgerEntry } from '../../contract/index.ts';
import { systemClock } from '../../kit/clock.ts';
import { readJudged, readJudgedInSteps } from '../../ledger/judged.ts';
import { createLedger } from '../../ledger/record.ts';
import { cloudEntry, entry } from '../../ledger/testing/entry.ts';
import { createVerdicts } from '../../ledger/verdicts.ts';
import { openDatabase } from '../../store/database.ts';
import { tempHome } from '../../store/testing/temp-home.ts';
import { words, world } from '../testing/world.ts';
import { createTargets } from './targets.ts';

const isModel = (name: string): boolean => name === 'local/house';

function open() {
  const database = openDatabase(tempHome().database);
  onTestFinished(() => database.close());
  const ledger = createLedger({ database, clock: systemClock });
  const verdicts = createVerdicts(database, () => 1);
  const store = (rows: LedgerEntry[]): Promise<void[]> => Promise.all(rows.map((row) => ledger.record(row)));
  return { database, verdicts, store, read: () => readJudged(database, 'notes', isModel) };
}

test('traffic is what was decided by confidence, judged what was served here and judged', async () => {
  const { verdicts, store, read } = open();
  const app = 'notes';
  await store([
    entry({ app, requestId: 'a', confidence: 0.9 }),
    entry({ app, requestId: 'b', confidence: 0.8 }),
    cloudEntry({ app, requestId: 'c' }),
    entry({ app, requestId: 'pinned', threshold: null }),
    entry({ app, requestId: 'skill', model: 'local/notes-1' }),
    entry({ app, requestId: 'failed', status: 'error' }),
    entry({ app: 'other', requestId: 'd' }),
    cloudEntry({ app, requestId: 'straight', attempts: [] }),
  ]);
  verdicts.note('a', 'feedback', 0);
  verdicts.note('a', 'shadow', 1);
  verdicts.note('b', 'check', 1); // chosen, not drawn: no evidence of how often
  for (const id of ['c', 'pinned', 'skill', 'd']) verdicts.note(id, 'feedback', 1);
  expect(read()).toEqual({ traffic: [0, 0.4, 0.8, 0.9], judged: [{ confidence: 0.9, score: 0 }] });
});

test('read in steps it is the same, and others have their turn meanwhile', async () => {
  const { database, verdicts, store, read } = open();
  const one = (i: number): LedgerEntry =>
    entry({
      app: 'notes',
      requestId: `r${i}`,
      confidence: i / 1000,
      ...(i % 7 === 0 ? { status: 'error' } : {}),
    });
  await store(Array.from({ length: 999 }, (_, i) => one(i)));
  for (let i = 0; i < 999; i += 3) verdicts.note(`r${i}`, 'shadow', 1);
  let turns = 0;
  const turn = (): void => void setImmediate(() => (turns++ < 100 ? turn() : undefined));
  turn();
  const known = await readJudgedInSteps(database, 'notes', isModel);
  expect(turns).toBeGreaterThan(2);
  expect(known.traffic).toHaveLength(999 - Math.ceil(999 / 7));
  expect(known).toEqual(read());
});

test('feedback moves the threshold of an app with a floor, and of no other', async () => {
  const { database, verdicts, store } = open();
  const settings = settingsSchema.parse({
    apps: { notes: { qualityFloor: 0.9 }, fixed: { threshold: 0.3 } },
  });
  const troubles: unknown[] = [];
  let time = 0;
  const targets = createTargets({
    settings,
    clock: { now: () => time, monotonic: () => time },
    judged: (app) => readJudged(database, app, isModel),
    judgedInSteps: (app) => readJudgedInSteps(database, app, isModel),
    trouble: (error) => troubles.push(error),
  });
  expect(targets.threshold('notes')).toEqual({
    threshold: 0.9,
    why: 'the careful default: no judged answers yet',
  });
  await store(
    Array.from({ length: 400 }, (_, i) =>
      entry({ app: 'notes', requestId: `r${i}`, confidence: 0.5 + i / 1000 }),
    ),
  );
  for (let i = 0; i < 400; i++) verdicts.note(`r${i}`, 'feedback', 1);
  expect(targets.threshold('notes').threshold).toBe(0.9); // looked at once a minute
  targets.changed('notes');
  expect(targets.threshold('notes').threshold).toBe(0.9); // and not at each word
  time += 1000;
  expect(targets.threshold('notes').threshold).toBe(0.9); // read while the old choice holds
  await expect
    .poll(() => targets.threshold('notes'))
    .toEqual({
      threshold: 0.5,
      why: 'quality floor 0.90, from 400 judged answers',
    });
  expect([targets.threshold('fixed'), targets.threshold('new')]).toEqual([
    { threshold: 0.3 },
    { threshold: 0.7 },
  ]);
  database.exec('DROP TABLE verdicts');
  time += 60_000;
  expect(targets.threshold('notes').threshold).toBe(0.5); // what was chosen before holds
  await expect.poll(() => troubles).toHaveLength(1);
  expect(targets.threshold('notes').threshold).toBe(0.5);
});

test('the decision says what its threshold follows from', async () => {
  const why = 'quality floor 0.95, from 412 judged answers';
  const { router, rows } = world({
    locals: { small: () => words('certainly not', -2) },
    clouds: { acme: () => words('yes', -0.1) },
    targets: { threshold: () => ({ threshold: 0.92, why }) },
  });
  const { parts } = await router.stream(
    { task: 'chat', request: { model: 'auto', messages: [{ role: 'user', content: 'hi' }] } },
    {},
    false,
  );
  for await (const _ of parts);
  expect(rows[0]).toMatchObject({ place: 'cloud', threshold: 0.92 });
  expect(rows[0]?.reason).toContain(`is below 0.92 (${why})`);
});
