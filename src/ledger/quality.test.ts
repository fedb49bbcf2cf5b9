import { expect, onTestFinished, test } from 'vitest';
import { LEARNING_APP } from '../contract/index.ts';
import { systemClock } from '../kit/clock.ts';
import { openDatabase } from '../store/database.ts';
import { tempHome } from '../store/testing/temp-home.ts';
import { makeQuality, readQuality } from './quality.ts';
import { createLedger } from './record.ts';
import { cloudEntry, entry } from './testing/entry.ts';
import { createVerdicts } from './verdicts.ts';

async function open() {
  const database = openDatabase(tempHome().database);
  onTestFinished(() => database.close());
  const ledger = createLedger({ database, clock: systemClock });
  const verdicts = createVerdicts(database, () => 1);
  const rows = Array.from({ length: 100 }, (_, i) =>
    (i < 80 ? entry : cloudEntry)({ app: i % 2 ? 'mail' : 'notes', requestId: `r${i}`, at: i }),
  );
  await Promise.all(
    [
      ...rows,
      cloudEntry({ app: LEARNING_APP, requestId: 'own' }),
      entry({ requestId: 'bad', status: 'error' }),
    ].map((row) => ledger.record(row)),
  );
  return { database, verdicts };
}

test('nothing judged: shares with intervals, no quality', async () => {
  const { database } = await open();
  const { judged, all, apps, models } = makeQuality(readQuality(database));
  expect([judged, models]).toEqual([0, []]);
  expect(all).toMatchObject({ answers: 100, teacher: null, people: null, checked: null });
  expect(all.localShare).toEqual({
    value: 0.8,
    low: expect.closeTo(0.7082, 3),
    high: expect.closeTo(0.8733, 3),
    n: 100,
  });
  expect(apps.map(({ name, answers }) => [name, answers])).toEqual([
    ['mail', 50],
    ['notes', 50],
  ]);
});

test('verdicts by source, place, app and model', async () => {
  const { database, verdicts } = await open();
  for (let i = 0; i < 40; i++) verdicts.note(`r${i}`, 'shadow', i < 39 ? 1 : 0);
  for (let i = 0; i < 10; i++) verdicts.note(`r${i}`, 'check', 0);
  for (const [id, score] of [
    ['r0', 1],
    ['r1', 0.5],
    ['r99', 0],
    ['own', 1],
  ] as const)
    verdicts.note(id, 'feedback', score);
  const { judged, all, models } = makeQuality(readQuality(database));
  expect(judged).toBe(53);
  expect(all.teacher).toMatchObject({ value: 39 / 40, n: 40 });
  expect(all.checked).toMatchObject({ value: 0, n: 10 });
  expect(all.people).toMatchObject({ value: 0.75, n: 2 });
  expect(all.peopleOfCloud).toMatchObject({ value: 0, n: 1 });
  expect(models.map(({ app, model, answers }) => [app, model, answers])).toEqual([
    ['mail', 'local/house', 40],
    ['notes', 'local/house', 40],
    ['mail', 'openai/gpt-4o-mini', 10],
  ]);
  const late = makeQuality(readQuality(database, { since: 30, app: 'mail' }));
  expect([late.all.answers, late.all.teacher?.n]).toEqual([35, 5]);
});
