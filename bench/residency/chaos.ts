import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  NearmostError,
  type ErrorCode,
  type LoadedModel,
  type ModelRecord,
} from '../../src/contract/index.ts';
import { createLlamaCpp } from '../../src/engines/llama-cpp.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { createFootprints } from '../../src/memory/footprints.ts';
import { createPool, type Pool } from '../../src/memory/pool.ts';
import { readHeld } from '../../src/memory/read-held.ts';
import { openDatabase } from '../../src/store/database.ts';
import { writeRecord } from './live.ts';

/** What the cases that break other runtimes cost here. */
export interface ChaosResult {
  /** From asking to the lease, or to the refusal that is due, milliseconds; loads and unloads included. */
  waitMs: number[];
  /** Requests that came to no end, or to another one than is due. */
  stuck: number;
  wrong: string[];
  /** Loads over the loads that are needed, of the worst case; 1 = none was in vain. */
  loads: number;
}

/** Tries a model; resolves when it was answered. */
type Ask = (record: ModelRecord, due?: ErrorCode) => Promise<void>;
interface Case {
  name: string;
  /** Loads that it needs. */
  loads: number;
  /** Of the larger model; both never fit. */
  budget: number;
  play(pool: Pool, ask: Ask, models: { a: ModelRecord; b: ModelRecord }): Promise<void>;
}

const STUCK_MS = 60_000;
const CONTEXT = 512;

const CASES: readonly Case[] = [
  {
    name: 'evict while requested',
    loads: 2,
    budget: 1.6,
    async play(pool, ask, { a, b }) {
      const { release } = await pool.lease(a);
      const all = Promise.all([ask(b), ask(a)]);
      setTimeout(release, 50);
      await all;
    },
  },
  { name: 'impossible fit', loads: 0, budget: 0.5, play: (_, ask, { a }) => ask(a, 'model_too_big') },
  {
    name: 'request during unload',
    loads: 2,
    budget: 1.6,
    async play(pool, ask, { a }) {
      await ask(a);
      await Promise.all([pool.unload(a.id), ask(a)]);
    },
  },
  {
    name: 'four parallel first requests',
    loads: 1,
    budget: 1.6,
    play: async (_, ask, { a }) => void (await Promise.all([1, 2, 3, 4].map(() => ask(a)))),
  },
  {
    name: 'requests after a kill',
    loads: 2,
    budget: 1.6,
    async play(pool, ask, { a }) {
      const { model, release } = await pool.lease(a);
      release();
      process.kill(model.pid, 'SIGKILL');
      await model.exited;
      await Promise.all([1, 2, 3].map(() => ask(a)));
    },
  },
];

async function answer(model: LoadedModel): Promise<void> {
  const request = { model: model.model.id, prompt: 'hello', maxTokens: 2, temperature: 0 };
  for await (const part of model.complete(request)) void part;
}

/** Plays the five cases with real processes, each so many times from the start. */
export async function playChaos({ rounds }: { rounds: number }): Promise<ChaosResult> {
  const folder = mkdtempSync(join(tmpdir(), 'nearmost-chaos-'));
  const database = openDatabase(join(folder, 'db.sqlite'));
  const engine = createLlamaCpp();
  const footprints = createFootprints({ database, clock: systemClock });
  const result: ChaosResult = { waitMs: [], stuck: 0, wrong: [], loads: 1 };
  try {
    const models = { a: await writeRecord(folder, 'a', 0.3), b: await writeRecord(folder, 'b', 0.3) };
    const shape = { contextSize: CONTEXT, sequences: 2, adapters: 0 };
    for (const one of Array.from({ length: rounds }, () => CASES).flat()) {
      let loads = 0;
      const pool = createPool({
        engineFor: async () => engine,
        threads: 1,
        contextSize: CONTEXT,
        parallel: 2,
        maxLoaded: 64,
        idleMs: 0,
        budgetBytes: Math.floor(one.budget * footprints.of(models.a, shape).bytes),
        footprints,
        readHeld,
        clock: systemClock,
        emit: ({ type }) => (loads += type === 'model-load' ? 1 : 0),
      });
      const ask: Ask = async (record, due) => {
        const began = performance.now();
        const end = await pool.lease(record).then(
          async ({ model, release }) => {
            result.waitMs.push(performance.now() - began);
            await answer(model).finally(release);
            return undefined;
          },
          (error: unknown) => {
            result.waitMs.push(performance.now() - began);
            return NearmostError.from(error).code;
          },
        );
        if (end !== due) result.wrong.push(`${one.name}: ${end ?? 'answered'}`);
      };
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<'stuck'>((done) => {
        timer = setTimeout(() => done('stuck'), STUCK_MS);
      });
      const played = one.play(pool, ask, models).catch((error: unknown) => {
        result.wrong.push(`${one.name}: ${String(error)}`);
      });
      if ((await Promise.race([played, late])) === 'stuck') result.stuck += 1;
      clearTimeout(timer);
      await pool.close();
      await played;
      if (loads !== one.loads) result.wrong.push(`${one.name}: ${loads} loads instead of ${one.loads}`);
      if (one.loads > 0) result.loads = Math.max(result.loads, loads / one.loads);
    }
    return result;
  } finally {
    await engine.close();
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
