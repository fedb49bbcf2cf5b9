import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelRecord } from '../../src/contract/index.ts';
import { createLlamaCpp } from '../../src/engines/llama-cpp.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { usualSimd } from '../../src/device/simd.ts';
import { createFootprints } from '../../src/memory/footprints.ts';
import { createPool } from '../../src/memory/pool.ts';
import { readHeld } from '../../src/memory/read-held.ts';
import { defaultThreads } from '../../src/memory/thread-budget.ts';
import { openDatabase } from '../../src/store/database.ts';
import { readSizes } from '../../src/store/read-sizes.ts';
import { writeModel } from '../fits/write-model.ts';
import { MODELS } from './catalogue.ts';
import { threeApps, type SimEvent } from './traces.ts';
import { childBytes } from '../../src/kit/testing/child-bytes.ts';
import { benchRecord } from '../lib/bench-record.ts';

/** What a replay against real processes cost. Bytes and seconds. */
export interface LiveResult {
  requests: number;
  failed: number;
  errors: string[];
  models: number;
  budgetBytes: number;
  /** Of all models together, had they all been loaded. */
  allBytes: number;
  /** Most that all child processes held at one time, the sum of their resident sets: shared pages count for each. */
  peakBytes: number;
  samples: number;
  loads: number;
  /** Times that keys and values were given back and the weights kept. */
  shrinks: number;
  /** From the request to the lease. */
  waitSeconds: number[];
  seconds: number;
}

const MB = 1e6;
/** As large as the eight have their layers in proportion to the catalogue. */
const CHOSEN = [
  'embed-small',
  'stt-base',
  'chat-0.6b',
  'chat-1.7b',
  'code-3b',
  'chat-4b',
  'code-7b',
  'chat-8b',
];
const BUDGET = 700 * MB;
const LAYERS_PER_GIB = 8;
const SAMPLE_MS = 100;
const TOKENS = 6;
/** Busy for all three apps. */
const FROM_SECONDS = 10 * 3600;
const SPEED = 60;
const CONTEXT = 512;

/** A random model of as many layers as its size in the catalogue asks for. */
export async function writeRecord(folder: string, id: string, gib: number): Promise<ModelRecord> {
  const path = join(folder, `${id}.gguf`);
  const shape = { architecture: 'llama', width: 512, heads: 8, kvHeads: 4, feedForward: 1536 } as const;
  const layers = 2 + Math.round(gib * LAYERS_PER_GIB);
  writeModel(path, { ...shape, layers, vocabulary: 1000, type: 'F16' }, CONTEXT);
  return { ...(await benchRecord(path, id)), bytes: statSync(path).size };
}

/** The events of so many minutes of a working day that ask for one of the eight models; times from 0. */
function replayed(seed: number, minutes: number): SimEvent[] {
  return threeApps(seed, 1)
    .map((event) => ({ ...event, t: event.t - FROM_SECONDS }))
    .filter(({ t, model }) => t >= 0 && t < minutes * 60 && CHOSEN.includes(model));
}

/**
 * A trace against the real pool, engine and processes, sixty times faster: eight random models that together would hold two
 * to four times the budget. Footprints begin as estimates, as on a new machine. Linux only.
 */
export async function playLive({
  minutes,
  seed = 1,
}: {
  minutes: number;
  seed?: number;
}): Promise<LiveResult> {
  const folder = mkdtempSync(join(tmpdir(), 'nearmost-residency-'));
  const database = openDatabase(join(folder, 'db.sqlite'));
  const engine = createLlamaCpp();
  const footprints = createFootprints({
    database,
    clock: systemClock,
    sizesOf: (path) => readSizes(path, usualSimd(process.arch)),
  });
  const result: Omit<LiveResult, 'seconds'> = {
    requests: 0,
    failed: 0,
    errors: [],
    models: CHOSEN.length,
    budgetBytes: BUDGET,
    allBytes: 0,
    peakBytes: 0,
    samples: 0,
    loads: 0,
    shrinks: 0,
    waitSeconds: [],
  };
  const parallel = 2;
  const pool = createPool({
    engineFor: async () => engine,
    threads: defaultThreads(cpus().length),
    contextSize: CONTEXT,
    parallel,
    maxLoaded: 64,
    idleMs: 0,
    budgetBytes: BUDGET,
    footprints,
    readHeld,
    clock: systemClock,
    emit({ type }) {
      if (type === 'model-load') result.loads += 1;
      if (type === 'model-shrink') result.shrinks += 1;
    },
  });
  const sampler = setInterval(() => {
    result.samples += 1;
    result.peakBytes = Math.max(result.peakBytes, childBytes());
  }, SAMPLE_MS);
  try {
    const records = new Map<string, ModelRecord>();
    for (const { id, weights } of MODELS.filter((model) => CHOSEN.includes(model.id)))
      records.set(id, await writeRecord(folder, id, weights));
    const ask = async ({ model: id, app }: SimEvent): Promise<void> => {
      const asked = performance.now();
      const { model, release } = await pool.lease(records.get(id) as ModelRecord, undefined, { app });
      result.waitSeconds.push((performance.now() - asked) / 1000);
      try {
        for await (const _ of model.complete({
          model: id,
          prompt: 'hello',
          maxTokens: TOKENS,
          temperature: 0,
        }));
      } finally {
        release();
      }
    };
    const events = replayed(seed, minutes);
    const began = performance.now();
    await Promise.all(
      events.map(async (event) => {
        await new Promise((done) => setTimeout(done, (event.t * 1000) / SPEED));
        result.requests += 1;
        await ask(event).catch((error: unknown) => {
          result.failed += 1;
          result.errors.push(String(error));
        });
      }),
    );
    const shape = { contextSize: CONTEXT, sequences: parallel, adapters: 0 };
    result.allBytes = [...records.values()].reduce((sum, one) => sum + footprints.of(one, shape).bytes, 0);
    return { ...result, seconds: (performance.now() - began) / 1000 };
  } finally {
    clearInterval(sampler);
    await pool.close();
    await engine.close();
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
