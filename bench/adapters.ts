import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { mostLanes } from '../src/engines/llama-cpp/most-lanes.ts';
import { modelInfo } from '../src/kit/gguf/model-info.ts';
import { readGguf } from '../src/kit/gguf/read.ts';
import { BIG, writeRandomLlama } from '../src/kit/gguf/testing/random-llama.ts';
import { type RandomLoraOptions, writeRandomLora } from '../src/kit/gguf/testing/random-lora.ts';
import { ADAPTED } from '../src/learning/students/adapter-plan.ts';
import { measureBleed } from './adapters/bleed.ts';
import { measureResume } from './adapters/resume.ts';
import { measureSwitch } from './adapters/switch.ts';
import type { BenchOptions } from './main.ts';

const HOUSE = resolve(import.meta.dirname, '../models/house/house.gguf');
const ADAPTERS = 100;
const RANK = 8;

const note = (line: string): void => void process.stderr.write(`${line}\n`);
const round = (value: number, digits = 2): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** The shape that adapters of a base must have. */
async function shapeOf(path: string): Promise<RandomLoraOptions> {
  const header = await readGguf(path);
  const { embeddingLength: width, layers, heads, kvHeads } = modelInfo(header);
  const feedForward =
    header.tensors.find(({ name }) => name === 'blk.0.ffn_gate.weight')?.dimensions[1] ?? width;
  return { width, layers, heads, kvHeads, feedForward };
}

/** Random adapters of a base: distinct, and strong enough to change its answers. */
async function writeAdapters(
  folder: string,
  base: string,
  count: number,
  more: RandomLoraOptions,
): Promise<string[]> {
  const shape = await shapeOf(base);
  return Array.from({ length: count }, (_, at) => {
    const path = join(folder, `adapter-${more.only?.length ?? 7}-${at}.gguf`);
    writeRandomLora(path, { ...shape, ...more, seed: at + 1 });
    return path;
  });
}

/** What adapters cost on a base that is loaded, and whether their answers ever mix. */
export async function run({ quick }: BenchOptions): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'nearmost-adapters-'));
  const rounds = quick ? 10 : 30;
  try {
    const path = join(folder, 'random-big.gguf');
    writeRandomLlama(path, { ...BIG, type: 'Q4_0' });
    const { parameters } = modelInfo(await readGguf(path));
    // many short rounds: what else the machine does hits both sides of a pair
    const size = { rounds, tokens: quick ? 8 : 12 };
    // as the trainer makes them
    const usual = { rank: RANK, only: ADAPTED };
    const own = await measureSwitch(path, await writeAdapters(folder, path, 2, usual), size);
    const all = await measureSwitch(path, await writeAdapters(folder, path, 2, { rank: RANK }), size);
    for (const [name, cost] of [
      [ADAPTED.join(', '), own],
      ['all seven matrices', all],
    ] as const)
      note(
        `${Math.round(parameters / 1e6)}M, rank ${RANK}, ${name}: change ${round(cost.p50)} ms (p95 ${round(cost.p95)}), token ${round(cost.tokenMs)} ms, ${round(cost.decodePct, 1)} % slower with an adapter`,
      );
    const resume = await measureResume(path, join(folder, 'kept'), { tokens: 2000, rounds: quick ? 1 : 3 });
    note(
      `conversation of ${resume.tokens} tokens: first token ${round(resume.computedMs)} ms computed, ${round(resume.restoredMs)} ms read back (${round(resume.speedup, 1)}x; ${round(resume.speedupWithLoad, 1)}x with the load)`,
    );
    return {
      ...(await houseFigures(folder, quick, rounds)),
      switch_big_p50_ms: round(own.p50),
      switch_big_p95_ms: round(own.p95),
      decode_cost_pct: round(own.decodePct, 1),
      decode_cost_all_pct: round(all.decodePct, 1),
      resume_speedup: round(resume.speedup, 1),
      resume_with_load_speedup: round(resume.speedupWithLoad, 1),
      resume_computed_ms: round(resume.computedMs, 1),
      resume_restored_ms: round(resume.restoredMs, 1),
      resume_bytes: resume.bytes,
      parameters,
      rank: RANK,
      n: rounds,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function houseFigures(
  folder: string,
  quick: boolean,
  rounds: number,
): Promise<Record<string, unknown>> {
  if (!existsSync(HOUSE))
    return {
      switch_p50_ms: null,
      switch_p50_ms_why: 'models/house/house.gguf is missing: npm run house:train',
    };
  const inside = mkdtempSync(join(folder, 'house-'));
  const paths = await writeAdapters(inside, HOUSE, ADAPTERS, { rank: RANK, deviation: 0.3 });
  const cost = await measureSwitch(HOUSE, paths.slice(0, 2), { rounds: rounds * 2, tokens: 20 });
  // what the engine itself does with this model
  const lanes = mostLanes(modelInfo(await readGguf(HOUSE)), { contextSize: 512, sequences: 8 }, totalmem());
  const hot = await measureSwitch(HOUSE, paths.slice(0, 2), { rounds: rounds * 2, tokens: 20, lanes });
  note(
    `house: change ${round(cost.p50)} ms (p95 ${round(cost.p95)}), between adapters with a context each ${round(hot.p50)} ms (p95 ${round(hot.p95)}; ${lanes} contexts), token ${round(cost.tokenMs)} ms`,
  );
  const bleed = await measureBleed(HOUSE, paths, quick ? 300 : 10_000);
  note(
    `${bleed.answers} answers of ${ADAPTERS} adapters to 8 clients in ${round(bleed.seconds, 1)} s: ${bleed.different} differ, ${bleed.bled} by more than rounding; ${bleed.distinct} distinct answers to one prompt`,
  );
  return {
    // as the engine changes between the adapters used last; `cold`: in one context, as for one that comes anew
    switch_p50_ms: round(hot.p50),
    switch_p95_ms: round(hot.p95),
    switch_cold_p50_ms: round(cost.p50),
    switch_cold_p95_ms: round(cost.p95),
    contexts: lanes,
    house_decode_cost_pct: round(cost.decodePct, 1),
    answers: bleed.answers,
    bleed: bleed.bled,
    differ: bleed.different,
    distinct: bleed.distinct,
    answers_per_s: round(bleed.answers / bleed.seconds, 1),
  };
}
