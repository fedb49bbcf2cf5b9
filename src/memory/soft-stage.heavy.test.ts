import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ModelRecord, RuntimeEvent } from '../contract/index.ts';
import { usualSimd } from '../device/simd.ts';
import { createLlamaCpp } from '../engines/llama-cpp.ts';
import { all, randomRecord, textOf } from '../engines/testing/random-model.ts';
import { systemClock } from '../kit/clock.ts';
import { childBytes } from '../kit/testing/child-bytes.ts';
import { openDatabase } from '../store/database.ts';
import { readSizes } from '../store/read-sizes.ts';
import { createFootprints } from './footprints.ts';
import { createPool } from './pool.ts';
import { readHeld } from './read-held.ts';

/** Each model takes some 140 MB for its process and 64 MiB for keys and values: two fit only when one gives those back. */
const BUDGET = 390e6;
const folder = mkdtempSync(join(tmpdir(), 'nearmost-soft-'));
const removes: (() => void)[] = [() => rmSync(folder, { recursive: true, maxRetries: 8 })];
afterAll(() => removes.forEach((remove) => remove()));

async function record(id: string, seed: number): Promise<ModelRecord> {
  const made = await randomRecord({ layers: 8, context: 8192, seed });
  removes.push(made.remove);
  return { ...made.record, id };
}

test.runIf(process.platform === 'linux')(
  'two models answer by turns in memory for one and a half: keys and values go, no model is loaded twice',
  async () => {
    const engine = createLlamaCpp();
    const database = openDatabase(join(folder, 'db.sqlite'));
    const events: RuntimeEvent[] = [];
    const pool = createPool({
      engineFor: async () => engine,
      threads: 1,
      contextSize: 8192,
      parallel: 8,
      maxLoaded: 64,
      idleMs: 0,
      budgetBytes: BUDGET,
      footprints: createFootprints({
        database,
        clock: systemClock,
        sizesOf: (path) => readSizes(path, usualSimd(process.arch)),
      }),
      readHeld,
      clock: systemClock,
      emit: (event) => events.push(event),
    });
    let most = 0;
    const sampler = setInterval(() => (most = Math.max(most, childBytes())), 20);
    try {
      const pair = [await record('a', 1), await record('b', 2)];
      const answers: string[] = [];
      for (const model of [...pair, ...pair, ...pair]) {
        const lease = await pool.lease(model);
        const parts = lease.model.complete({ model: model.id, prompt: 'abc', maxTokens: 6, temperature: 0 });
        answers.push(textOf(await all(parts)));
        lease.release();
      }
      expect(answers.slice(2)).toEqual([...answers.slice(0, 2), ...answers.slice(0, 2)]);
      const count = (type: RuntimeEvent['type']): number =>
        events.filter((event) => event.type === type).length;
      expect([count('model-load'), count('model-exit')]).toEqual([2, 0]);
      expect(count('model-shrink')).toBe(5);
      expect(count('model-restore')).toBe(4);
      expect(most).toBeLessThanOrEqual(BUDGET);
    } finally {
      clearInterval(sampler);
      await pool.close();
      await engine.close();
      database.close();
    }
  },
);
