import { availableParallelism } from 'node:os';
import { measureGradients } from '../src/learning/trainer/testing/gradients.ts';
import { measureParity } from '../src/learning/trainer/testing/parity.ts';
import { median } from './lib/median.ts';
import type { BenchOptions } from './main.ts';
import { killTrainings } from './trainer/kills.ts';
import { openMatrixPeak } from './trainer/matrix-peak.ts';
import { smallSteps, smolSteps, type Steps } from './trainer/steppers.ts';

const note = (line: string): void => void process.stderr.write(`${line}\n`);
const round = (value: number, digits = 3): number => Math.round(value * 10 ** digits) / 10 ** digits;

interface Speed {
  /** FLOPs per second of the steps over those of a plain matrix product. */
  readonly ratio: number;
  readonly tokensPerSecond: number;
  readonly gflops: number;
  readonly peakGflops: number;
}

/** Steps and matrix products in turn: what else the machine does hits both. */
async function compare(
  name: string,
  steps: Steps,
  threads: number,
  { rounds, each, products }: { rounds: number; each: number; products: number },
): Promise<Speed> {
  const peak = await openMatrixPeak(threads);
  const rates: number[] = [];
  const peaks: number[] = [];
  try {
    // the first of each also lay out memory
    await peak.rate(products);
    await steps.step();
    for (let number = 0; number < rounds; number++) {
      const before = await peak.rate(products);
      const started = performance.now();
      for (let i = 0; i < each; i++) await steps.step();
      const seconds = (performance.now() - started) / 1000;
      const after = await peak.rate(products);
      rates.push((steps.flops * each) / seconds);
      peaks.push((before + after) / 2);
    }
  } finally {
    await Promise.all([peak.close(), steps.close()]);
  }
  const ratio = median(rates.map((rate, i) => rate / (peaks[i] ?? Number.NaN)));
  const rate = median(rates);
  note(
    `${name}: ${round(rate / 1e9, 1)} GFLOP/s, matrix product ${round(median(peaks) / 1e9, 1)}, ratio ${round(ratio)}`,
  );
  return {
    ratio,
    tokensPerSecond: (rate / steps.flops) * steps.tokens,
    gflops: rate / 1e9,
    peakGflops: median(peaks) / 1e9,
  };
}

/** How near training comes to the runtime's own arithmetic, to llama.cpp's numbers, and whether a killed one goes on exactly. */
export async function run({ quick, full }: BenchOptions): Promise<Record<string, unknown>> {
  const threads = Math.min(2, availableParallelism());
  const small = await compare('two layers, all weights', await smallSteps(threads), threads, {
    rounds: quick ? 7 : full ? 45 : 21,
    each: 5,
    products: 20,
  });
  const smol = await compare('135M, adapter of rank 8', await smolSteps(threads), threads, {
    rounds: quick ? 2 : full ? 21 : 9,
    each: 1,
    products: quick ? 20 : 60,
  });
  const parity = await measureParity(quick ? { types: ['F32', 'F16', 'Q4_K'] } : {});
  const gradients = await measureGradients();
  note(
    `parity: F32 ${parity.f32}, half ${parity.half}, quantised ${parity.quantised}; gradients ${gradients}`,
  );
  const kills = await killTrainings(quick ? 5 : 50);
  note(
    `${kills.kills} kills, ${kills.finished} finished, ${kills.identical ? 'all identical' : 'NOT identical'}`,
  );
  return {
    peak_ratio_small: round(small.ratio),
    peak_ratio_small_mode: 'all weights, 6 x parameters x tokens, llama 2 x 256, 8 x 128 tokens',
    peak_ratio_135m: round(smol.ratio),
    peak_ratio_135m_mode:
      'adapter of rank 8, 4 x parameters x tokens, SmolLM2-135M, 4 x 128 tokens, a loss on each',
    parity_max_abs: parity.f32,
    parity_half_max_abs: parity.half,
    parity_quant_max_abs: parity.quantised,
    gradient_max_rel: gradients,
    resume_identical: kills.identical,
    kills: kills.kills,
    finished: kills.finished,
    small_tok_s: Math.round(small.tokensPerSecond),
    small_gflops: round(small.gflops, 1),
    small_peak_gflops: round(small.peakGflops, 1),
    tok_s_135m: Math.round(smol.tokensPerSecond),
    gflops_135m: round(smol.gflops, 1),
    peak_gflops_135m: round(smol.peakGflops, 1),
    threads,
    n: parity.cases.length,
  };
}
