import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { measureBandwidth } from '../src/device/bandwidth.ts';
import { modelInfo } from '../src/kit/gguf/model-info.ts';
import { readGguf } from '../src/kit/gguf/read.ts';
import { BIG, writeRandomLlama } from '../src/kit/gguf/testing/random-llama.ts';
import { openBare } from './engine/bare.ts';
import { openEngine } from './engine/engine-side.ts';
import { openServer } from './engine/server-side.ts';
import type { Decoded, Side } from './engine/side.ts';
import { firstTokenCold } from './lib/first-token.ts';
import { median } from './lib/median.ts';
import type { BenchOptions } from './main.ts';

const SEQUENCES = 8;
const HOUSE = resolve(import.meta.dirname, '../models/house/house.gguf');

const note = (line: string): void => void process.stderr.write(`${line}\n`);
const rate = ({ tokens, ms }: Decoded): number => (tokens / ms) * 1000;
const round = (value: number, digits = 3): number => Math.round(value * 10 ** digits) / 10 ** digits;

interface Rates {
  bare: number[];
  ours: number[];
}

/** Both sides in turn, round by round, the order changing: what else the machine does hits both. */
async function compare(
  bare: Side,
  ours: Side,
  streams: number,
  tokens: number,
  rounds: number,
): Promise<Rates> {
  const rates: Rates = { bare: [], ours: [] };
  for (let number = -1; number < rounds; number += 1) {
    const order = number % 2 === 0 ? [ours, bare] : [bare, ours];
    const found = new Map<Side, number>();
    for (const side of order) found.set(side, rate(await side.decode(streams, tokens)));
    if (number < 0) continue; // the first round warms both
    rates.bare.push(found.get(bare) ?? Number.NaN);
    rates.ours.push(found.get(ours) ?? Number.NaN);
  }
  const ratio = ratioOf(rates);
  note(
    `${ours.name}, ${streams} at a time: ${round(median(rates.ours), 1)} tok/s, ${bare.name} ${round(median(rates.bare), 1)}, ratio ${round(ratio)}`,
  );
  return rates;
}

const ratioOf = ({ bare, ours }: Rates): number =>
  median(ours.map((value, index) => value / (bare[index] ?? Number.NaN)));

/** Decoding through the server against the bare binding on the same file, in the same run. */
async function compareOn(path: string, home: string, rounds: number, tokens: number, threads: number) {
  const options = { path, sequences: SEQUENCES, contextSize: 1024, threads, asked: 'random' as const };
  const bare = await openBare(options);
  const server = await openServer(home, options);
  try {
    return {
      one: await compare(bare, server, 1, tokens, rounds),
      eight: await compare(bare, server, SEQUENCES, Math.ceil(tokens / 1.6), rounds),
    };
  } finally {
    await Promise.all([bare.close(), server.close()]);
  }
}

/** How close decoding through the server comes to the bare binding and to the memory, and how soon a cold model answers. */
export async function run({ quick, full }: BenchOptions): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'nearmost-engine-'));
  const rounds = quick ? 3 : full ? 21 : 9;
  const threads = 1;
  try {
    const path = join(folder, 'random-big.gguf');
    writeRandomLlama(path, { ...BIG, type: 'Q4_0' });
    const info = modelInfo(await readGguf(path));
    note(`random weights, ${Math.round(info.parameters / 1e6)}M parameters, Q4_0, ${threads} thread`);
    const { one, eight } = await compareOn(path, join(folder, 'home'), rounds, quick ? 40 : 96, threads);
    const engine = full ? await engineRatios(path, rounds, threads) : {};
    const bandwidth = await measureBandwidth({ threads });
    const read = (info.bytesPerToken ?? info.tensorBytes) * median(one.ours);
    const house = existsSync(HOUSE) ? await houseFigures(folder, quick ? 2 : rounds) : undefined;
    return {
      decode_ratio_1: round(ratioOf(one)),
      decode_ratio_8: round(ratioOf(eight)),
      decode_tok_s: round(median(one.ours), 1),
      decode_tok_s_8: round(median(eight.ours), 1),
      bandwidth_share: bandwidth.bytesPerSecond === null ? null : round(read / bandwidth.bytesPerSecond),
      ...(bandwidth.bytesPerSecond === null
        ? { bandwidth_share_why: 'the read bandwidth could not be measured' }
        : {}),
      ...(house ?? {
        first_token_cold_ms: null,
        first_token_cold_ms_why: 'models/house/house.gguf is missing: npm run house:train',
      }),
      ...engine,
      parameters: info.parameters,
      threads,
      n: rounds,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same without the server: what the child process and its messages alone cost. */
async function engineRatios(path: string, rounds: number, threads: number): Promise<Record<string, number>> {
  const options = { path, sequences: SEQUENCES, contextSize: 1024, threads, asked: 'random' as const };
  const [bare, engine] = [await openBare(options), await openEngine(options)];
  try {
    const one = await compare(bare, engine, 1, 96, rounds);
    const eight = await compare(bare, engine, SEQUENCES, 48, rounds);
    return { engine_ratio_1: round(ratioOf(one)), engine_ratio_8: round(ratioOf(eight)) };
  } finally {
    await Promise.all([bare.close(), engine.close()]);
  }
}

async function houseFigures(folder: string, runs: number): Promise<Record<string, number>> {
  const options = {
    path: HOUSE,
    sequences: SEQUENCES,
    contextSize: 512,
    threads: 1,
    asked: 'house' as const,
  };
  const [bare, server] = [await openBare(options), await openServer(join(folder, 'house'), options)];
  let rates: Rates;
  try {
    rates = await compare(bare, server, 1, 64, runs * 8);
  } finally {
    await Promise.all([bare.close(), server.close()]);
  }
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1)
    times.push(await firstTokenCold(join(folder, `house-${run}`), 'house'));
  return {
    first_token_cold_ms: round(median(times), 1),
    house_ratio_1: round(ratioOf(rates)),
    house_tok_s: round(median(rates.ours), 1),
  };
}
