import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ModelRecord, RuntimeEvent } from '../contract/index.ts';
import { createLlamaCpp } from '../engines/llama-cpp.ts';
import { all, last, randomRecord } from '../engines/testing/random-model.ts';
import { systemClock } from '../kit/clock.ts';
import { childBytes } from '../kit/testing/child-bytes.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { createFootprints, type Footprints } from './footprints.ts';
import { createPool, type Pool } from './pool.ts';
import { readHeld } from './read-held.ts';

/** Each process holds about 140 MB of its own: two fit, three do not. */
const BUDGET = 400e6;
const SHAPE = { contextSize: 256, sequences: 2, adapters: 0 };
const engine = createLlamaCpp();
const records: ModelRecord[] = [];
const removes: (() => void)[] = [];
let events: RuntimeEvent[] = [];
let folder: string;
let database: Database;
let footprints: Footprints;
let pool: Pool;

beforeAll(async () => {
  for (const [at, layers] of [2, 3, 4, 5].entries()) {
    const { record, remove } = await randomRecord({ layers, seed: at });
    records.push({ ...record, id: `m${at}` });
    removes.push(remove);
  }
  folder = mkdtempSync(join(tmpdir(), 'nearmost-pool-'));
  database = openDatabase(join(folder, 'db.sqlite'));
  footprints = createFootprints({ database, clock: systemClock });
  pool = createPool({
    engineFor: async () => engine,
    threads: 1,
    contextSize: SHAPE.contextSize,
    parallel: SHAPE.sequences,
    maxLoaded: 64,
    idleMs: 0,
    budgetBytes: BUDGET,
    footprints,
    readHeld,
    clock: systemClock,
    emit: (event) => events.push(event),
  });
});
afterAll(async () => {
  await pool.close();
  await engine.close();
  database.close();
  rmSync(folder, { recursive: true, maxRetries: 8 });
  for (const remove of removes) remove();
});

async function answer(record: ModelRecord): Promise<string> {
  const { model, release } = await pool.lease(record);
  try {
    const parts = model.complete({ model: record.id, prompt: 'ab', maxTokens: 4, temperature: 0 });
    return last(await all(parts), 'finish').reason;
  } finally {
    release();
  }
}
const ended = (): number => events.filter(({ type }) => type === 'model-exit').length;

test.runIf(process.platform === 'linux')(
  'processes never hold more than the budget while four models are asked by turns, and all answer',
  async () => {
    let most = 0;
    const sampler = setInterval(() => (most = Math.max(most, childBytes())), 20);
    try {
      const order = [0, 1, 2, 3, 1, 0, 3, 2];
      const ends = await Promise.all(order.map((at) => answer(records[at] as ModelRecord)));
      expect(ends).toEqual(order.map(() => 'length'));
    } finally {
      clearInterval(sampler);
    }
    expect(most).toBeGreaterThan(0.6 * BUDGET);
    expect(most).toBeLessThanOrEqual(BUDGET);
    expect(ended()).toBeGreaterThanOrEqual(2);
    expect(events.filter(({ type }) => type === 'model-load').length).toBe(ended() + 2);
  },
);

test.runIf(process.platform === 'linux')('what was measured replaces the estimate', async () => {
  const [record] = records as [ModelRecord];
  await answer(record);
  await vi.waitFor(() => expect(footprints.of(record, SHAPE).method).toBe('measured'), 60_000);
  const { bytes, loadSeconds } = footprints.of(record, SHAPE);
  const own = (await pool.states()).find(({ model }) => model === record.id);
  expect(bytes).toBeGreaterThanOrEqual(0.9 * (own?.memory.residentBytes ?? Infinity));
  expect(bytes).toBeLessThan(BUDGET / 2);
  expect(loadSeconds).toBeGreaterThan(0);
});

test('a process that the system kills under an answer frees its bytes; the next request loads it again', async () => {
  const [record] = records as [ModelRecord];
  const { model, release } = await pool.lease(record);
  process.kill(model.pid, 'SIGKILL');
  await expect(
    all(model.complete({ model: record.id, prompt: 'ab', maxTokens: 200, temperature: 0 })),
  ).rejects.toMatchObject({ code: 'engine_crashed' });
  release();
  expect(await answer(record)).toBe('length');
});
