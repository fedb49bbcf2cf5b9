import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LedgerEntry } from '../contract/index.ts';
import { systemClock } from '../kit/clock.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { tempHome } from '../store/testing/temp-home.ts';
import { createLedger, type Ledger } from './record.ts';
import { cloudEntry, entry } from './testing/entry.ts';

const DAY = 86_400_000;

function open(now = 0, file = tempHome().database): { ledger: Ledger; database: Database; file: string } {
  const database = openDatabase(file);
  onTestFinished(() => database.close());
  return { ledger: createLedger({ database, clock: { ...systemClock, now: () => now } }), database, file };
}
const count = (database: Database): number =>
  (database.prepare('SELECT count(*) AS n FROM ledger').get() as { n: number }).n;

test('a row comes back as it went in', async () => {
  const { ledger } = open();
  const failed = cloudEntry({
    requestId: 'req-2',
    status: 'error',
    error: 'upstream_rate_limited',
    costUsd: null,
    attempts: [
      {
        place: 'cloud',
        model: 'openai/x',
        outcome: 'failed',
        detail: 'HTTP 429',
        error: 'upstream_rate_limited',
        confidence: null,
        startMs: 3,
        durationMs: 5,
      },
    ],
  });
  await Promise.all([ledger.record(entry()), ledger.record(failed)]);
  expect(ledger.entry('req-1')).toEqual(entry());
  expect(ledger.entry('req-2')).toEqual(failed);
});

test('only the fields of an entry are stored, so no content can slip in', async () => {
  const { ledger, database } = open();
  const secret = 'my diary';
  const [attempt] = entry().attempts;
  const dirty: object = { ...entry(), messages: secret, attempts: [{ ...attempt, text: secret }] };
  await ledger.record(dirty as LedgerEntry);
  expect(JSON.stringify(database.prepare('SELECT * FROM ledger').all())).not.toContain(secret);
});

test('numbers that are none are stored as unknown', async () => {
  const { ledger } = open();
  await ledger.record(
    entry({ costUsd: Number.NaN, ttftMs: Infinity, outputTokens: 2.4, durationMs: Number.NaN }),
  );
  expect(ledger.entry('req-1')).toMatchObject({
    costUsd: null,
    ttftMs: null,
    outputTokens: 2,
    durationMs: 0,
  });
});

test('rows of one turn share a transaction', async () => {
  const { database } = open();
  const statements: string[] = [];
  const spied: Database = {
    ...database,
    transaction: (work) => {
      statements.push('transaction');
      return database.transaction(work);
    },
  };
  const ledger = createLedger({ database: spied, clock: systemClock });
  await Promise.all(Array.from({ length: 100 }, (_, at) => ledger.record(entry({ requestId: `r${at}` }))));
  expect(count(database)).toBe(100);
  expect(statements).toHaveLength(1);
});

test('where rows come thick, those of the next turn share the transaction; a single one is stored at once', async () => {
  const { ledger, database } = open();
  const turn = (): Promise<void> => new Promise((next) => setImmediate(next));
  const add = (id: string): Promise<void> => ledger.record(entry({ requestId: id }));
  const single = add('a');
  await turn();
  expect(count(database)).toBe(1);
  await Promise.all([single, add('b'), add('c')]);
  const early = add('d');
  await turn();
  expect(count(database)).toBe(3);
  await Promise.all([early, add('e')]);
  expect(count(database)).toBe(5);
});

test('an id is found by its beginning; an ambiguous one is an error, the newest of equal ids wins', async () => {
  const { ledger } = open();
  for (const requestId of ['abc1', 'abd2', 'x%_', 'twin', 'twin'])
    await ledger.record(entry({ requestId, reason: `${requestId} ${Math.random()}` }));
  expect(ledger.entry('abc')?.requestId).toBe('abc1');
  expect(ledger.entry('x%')?.requestId).toBe('x%_');
  expect(() => ledger.entry('ab')).toThrow(/More than one request begins with "ab": abc1, abd2/);
  expect(ledger.entry('tw')).toEqual(ledger.entry('twin'));
  expect(ledger.entries({ limit: 1 })[0]).toEqual(ledger.entry('twin'));
  expect(ledger.entry('')).toBeUndefined();
  expect(ledger.entry('zzz')).toBeUndefined();
});

test('entries are the newest first, in pages, also of one app', async () => {
  const { ledger } = open();
  for (let at = 0; at < 6; at++)
    await ledger.record(entry({ requestId: `r${at}`, app: at % 2 === 0 ? 'a' : 'b' }));
  const ids = (query: Parameters<Ledger['entries']>[0]): string[] =>
    ledger.entries(query).map((row) => row.requestId);
  expect(ids({ limit: 2 })).toEqual(['r5', 'r4']);
  expect(ids({ limit: 2, before: 'r4' })).toEqual(['r3', 'r2']);
  expect(ids({ app: 'a' })).toEqual(['r4', 'r2', 'r0']);
  expect(ids({ app: 'a', before: 'r4', limit: 1 })).toEqual(['r2']);
  expect(ids({ limit: -5 })).toEqual(['r5']);
  expect(() => ids({ before: 'nobody' })).toThrow(expect.objectContaining({ code: 'not_found' }));
});

test('entries of one place, one outcome, or both', async () => {
  const { ledger } = open();
  await ledger.record(entry({ requestId: 'here' }));
  await ledger.record(cloudEntry({ requestId: 'moved' }));
  await ledger.record(cloudEntry({ requestId: 'straight', attempts: [] }));
  await ledger.record(cloudEntry({ requestId: 'failed', attempts: [], status: 'error', error: 'timeout' }));
  await ledger.record(entry({ requestId: 'left', status: 'cancelled', error: 'cancelled' }));
  const ids = (query: Parameters<Ledger['entries']>[0]): string[] =>
    ledger.entries(query).map((row) => row.requestId);
  expect(ids({ place: 'local' })).toEqual(['left', 'here']);
  expect(ids({ place: 'cloud', outcome: 'answered' })).toEqual(['straight', 'moved']);
  expect(ids({ place: 'cloud', outcome: 'answered', before: 'straight' })).toEqual(['moved']);
  expect(ids({ outcome: 'handed_over' })).toEqual(['moved']);
  expect(ids({ outcome: 'error' })).toEqual(['failed']);
  expect(ids({ outcome: 'cancelled', app: 'nobody' })).toEqual([]);
});

test('old rows are deleted, but what a monthly budget counts stays 32 days', async () => {
  const now = 100 * DAY;
  const { ledger, database } = open(now);
  await ledger.record(entry({ requestId: 'old', at: now - 3 * DAY }));
  await ledger.record(cloudEntry({ requestId: 'old-paid', at: now - 3 * DAY }));
  await ledger.record(cloudEntry({ requestId: 'ancient', at: now - 40 * DAY }));
  await ledger.record(entry({ requestId: 'new', at: now - DAY / 2 }));
  await ledger.record(cloudEntry({ requestId: 'old-free', at: now - 3 * DAY, costUsd: null }));
  expect(await ledger.prune(1)).toBe(2);
  expect(ledger.entries().map((row) => row.requestId)).toEqual(['old-free', 'new', 'old-paid']);
  expect(count(database)).toBe(3);
});

test('a disk that refuses rejects every row of the turn with a clear error, and the ledger goes on', async () => {
  const { ledger, database } = open();
  database.exec('PRAGMA max_page_count = 40');
  const big = 'x'.repeat(300_000);
  const results = await Promise.allSettled([
    ledger.record(entry({ requestId: 'a' })),
    ledger.record(entry({ requestId: 'b', reason: big })),
  ]);
  for (const result of results)
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'disk_full' } });
  await ledger.record(entry({ requestId: 'c' }));
  expect(ledger.entries().map((row) => row.requestId)).toEqual(['c']);
});

test('close and flush store what waits; a closed ledger takes no more', async () => {
  const { ledger, database } = open();
  const first = ledger.record(entry());
  await ledger.flush();
  expect(count(database)).toBe(1);
  await first;
  const second = ledger.record(entry({ requestId: 'b' }));
  await ledger.close();
  expect(count(database)).toBe(2);
  await second;
  await expect(ledger.record(entry())).rejects.toMatchObject({
    code: 'invalid_request',
    message: 'The runtime is closed.',
  });
});

test('a killed process loses no row that was acknowledged', async () => {
  const { database: file } = tempHome();
  const url = (path: string): string => JSON.stringify(join(import.meta.dirname, path));
  const script = `
    import { openDatabase } from ${url('../store/database.ts')};
    import { createLedger } from ${url('record.ts')};
    import { entry } from ${url('testing/entry.ts')};
    const ledger = createLedger({ database: openDatabase(process.argv[1]), clock: { now: Date.now, monotonic: Date.now } });
    for (let at = 0; ; at++) { await ledger.record(entry({ requestId: 'r' + at })); process.stdout.write(at + '\\n'); }`;
  for (let round = 0; round < 3; round++) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, file], {
      stdio: ['ignore', 'pipe', 2],
    });
    let text = '';
    const exited = new Promise((done) => child.on('close', done));
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.length > 200 * (round + 1)) child.kill('SIGKILL');
    });
    await exited;
    const acknowledged = text.split('\n').slice(0, -1).map(Number);
    const database = openDatabase(file, { warn: (message) => expect.fail(message) });
    const stored = database.prepare('SELECT request_id FROM ledger').all() as { request_id: string }[];
    expect(acknowledged.length).toBeGreaterThan(20);
    expect(acknowledged.filter((at) => !stored.some((row) => row.request_id === `r${at}`))).toEqual([]);
    database.exec('DELETE FROM ledger');
    database.close();
  }
});
