import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../kit/clock.ts';
import { createRandom } from '../../kit/random.ts';
import { createLedger, type Ledger } from '../../ledger/record.ts';
import { entry as entryOf } from '../../ledger/testing/entry.ts';
import { readJudged } from '../../ledger/judged.ts';
import { createVerdicts } from '../../ledger/verdicts.ts';
import { openDatabase, type Database } from '../../store/database.ts';
import { correct } from '../confidence.ts';
import { createCalibrations, type Calibrations } from './table.ts';

let folder: string;
let database: Database;
let ledger: Ledger;
const troubles: unknown[] = [];
const open = (): Calibrations =>
  createCalibrations(
    database,
    () => 5,
    (error) => troubles.push(error),
  );

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nearmost-calibrations-'));
  database = openDatabase(join(folder, 'db.sqlite'));
  ledger = createLedger({ database, clock: systemClock });
  troubles.length = 0;
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, maxRetries: 8 });
});

/** Answers of a boastful model that were served and judged: half as likely right as said. */
async function judge(calibrations: Calibrations, count: number, from = 0, more = {}): Promise<void> {
  const verdicts = createVerdicts(database, () => 5);
  const random = createRandom(from + 1);
  for (let i = from; i < from + count; i++) {
    const confidence = random();
    const entry = entryOf({
      requestId: `req_${i}`,
      place: 'local',
      model: 'local/boast',
      task: 'chat',
      confidence,
      ...more,
    });
    await ledger.record(entry);
    verdicts.note(entry.requestId, 'feedback', random() < confidence / 2 ? 1 : 0);
    calibrations.judged(entry);
  }
}

test('few judged answers teach nothing; more do, with their number, and a restart keeps it', async () => {
  const calibrations = open();
  await judge(calibrations, 30);
  expect(calibrations.of('local/boast', 'chat')).toBeUndefined();
  expect(calibrations.value('local/boast', 'chat', 0.9)).toBe(0.9);
  await judge(calibrations, 370, 30);
  const found = calibrations.of('local/boast', 'chat');
  expect(found?.method).toBe('platt');
  expect(found?.n).toBeGreaterThan(300);
  expect(calibrations.value('local/boast', 'chat', 0.9)).toBeCloseTo(0.45, 1);
  expect(open().of('local/boast', 'chat')).toEqual(found);
  expect(calibrations.of('local/boast', 'complete')).toBeUndefined();
  expect(calibrations.of('local/other', 'chat')).toBeUndefined();
});

test('learns from the confidence as it was read, not from what an earlier curve made of it', async () => {
  const calibrations = open();
  await judge(calibrations, 200, 0, { rawConfidence: 0.5 });
  // all raw confidences are equal: the curve is level
  const [low, high] = [0.4, 0.6].map((raw) => calibrations.value('local/boast', 'chat', raw));
  expect(low).toBeCloseTo(high ?? 0, 1);
});

test('answers of others, without a confidence or from the cloud, teach nothing', async () => {
  const calibrations = open();
  await judge(calibrations, 60, 0, { place: 'cloud' });
  await judge(calibrations, 60, 100, { confidence: null });
  calibrations.judged(undefined);
  expect(calibrations.of('local/boast', 'chat')).toBeUndefined();
});

test('a damaged row is as if it were not there; a closed database is told and changes nothing', async () => {
  database
    .prepare(
      "INSERT INTO calibrations VALUES ('local/a', 'chat', 1, 50, '{'), ('local/b', 'chat', 1, 50, '{}')",
    )
    .run();
  const calibrations = open();
  expect(calibrations.of('local/a', 'chat')).toBeUndefined();
  expect(calibrations.of('local/b', 'chat')).toBeUndefined();
  database.exec('DROP TABLE verdicts');
  for (let i = 0; i < 10; i++)
    calibrations.judged({ place: 'local', model: 'local/a', task: 'chat', confidence: 0.5 });
  expect(troubles).toHaveLength(1);
});

test('corrects what was read and keeps it; a declining answer stays as it is', () => {
  const of: Calibrations['of'] = (model) =>
    model === 'local/a' ? { method: 'platt', a: 1, b: -1, n: 80 } : undefined;
  const read = { value: 0.5, calibrated: false, declined: false };
  expect(correct(read, { of }, 'local/a', 'chat')).toEqual({
    value: expect.closeTo(1 / (1 + Math.E), 12) as number,
    raw: 0.5,
    judged: 80,
    calibrated: true,
    declined: false,
  });
  expect(correct(read, { of }, 'local/b', 'chat')).toBe(read);
  expect(correct(read, undefined, 'local/a', 'chat')).toBe(read);
  const declined = { ...read, declined: true };
  expect(correct(declined, { of }, 'local/a', 'chat')).toBe(declined);
});

test('rows keep the confidence as it was read; thresholds see confidences of all times on the scale of now', async () => {
  const calibrations = open();
  await judge(calibrations, 200, 0, { app: 'mail' });
  const shown = { app: 'mail', place: 'local', model: 'local/boast', confidence: 0.3 } as const;
  await ledger.record(entryOf({ ...shown, requestId: 'req_then', confidence: 0.9 }));
  await ledger.record(entryOf({ ...shown, requestId: 'req_now', rawConfidence: 0.9 }));
  expect(ledger.entry('req_now')).toMatchObject({ confidence: 0.3, rawConfidence: 0.9 });
  expect(ledger.entry('req_then')?.rawConfidence).toBeUndefined();
  const { traffic, judged } = readJudged(database, 'mail', () => true, calibrations.value);
  expect(traffic).toHaveLength(202);
  expect(traffic[0]).toBe(calibrations.value('local/boast', 'chat', 0.9));
  expect(traffic[1]).toBe(traffic[0]);
  expect(judged).toHaveLength(200);
});
