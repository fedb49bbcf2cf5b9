import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelSizes } from '../src/device/model-sizes.ts';
import { neededBytes, type NeededBytes } from '../src/device/needed-bytes.ts';
import { simdOf } from '../src/device/simd.ts';
import { systemFiles } from '../src/device/system-files.ts';
import { createLlamaCpp } from '../src/engines/llama-cpp.ts';
import { modelInfo } from '../src/kit/gguf/model-info.ts';
import { readGguf } from '../src/kit/gguf/read.ts';
import { CASES, type Case } from './fits/cases.ts';
import { writeModel } from './fits/write-model.ts';
import { median } from './lib/median.ts';
import type { BenchOptions } from './main.ts';

const MB = 1e6;
const round = (value: number, digits = 1): number => Number(value.toFixed(digits));
const megabytes = (bytes: number): number => round(bytes / MB);

interface Measured {
  /** The kernel's own high-water mark of resident memory. */
  peak: number;
  /** At the end. */
  proportional: number;
  anonymous: number;
  file: number;
}

function measure(pid: number): Measured {
  const bytesOf = (file: string, name: string): number =>
    1024 *
    Number(
      new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1],
    );
  const anonymous = bytesOf('smaps_rollup', 'Anonymous');
  return {
    peak: bytesOf('status', 'VmHWM'),
    proportional: bytesOf('smaps_rollup', 'Pss'),
    anonymous,
    file: bytesOf('smaps_rollup', 'Rss') - anonymous,
  };
}

/** Loads a model in the engine's own child process, lets it read one prompt, and asks the kernel what it held. */
async function held(path: string, { context, sequences, used }: Case): Promise<Measured> {
  const info = modelInfo(await readGguf(path));
  const engine = createLlamaCpp();
  try {
    const loaded = await engine.load({
      model: {
        id: 'random',
        engine: 'llama-cpp',
        path,
        bytes: statSync(path).size,
        source: 'bench',
        addedAt: 0,
        info,
        card: { id: 'random', name: 'random', licence: 'none', jobs: ['chat'] },
      },
      contextSize: context,
      sequences,
      threads: 1,
    });
    const maxTokens = 4;
    const prompt = '0'.repeat(used - maxTokens);
    for await (const _ of loaded.complete({ model: 'random', prompt, maxTokens, temperature: 0 }));
    const measured = measure(loaded.pid);
    await loaded.close();
    return measured;
  } finally {
    await engine.close();
  }
}

async function predicted(path: string, { context, sequences, used }: Case): Promise<NeededBytes> {
  const simd = simdOf(process.platform, process.arch, systemFiles());
  return neededBytes({
    sizes: modelSizes(await readGguf(path), simd),
    fileBytes: statSync(path).size,
    contextSize: context,
    sequences,
    usedTokens: used,
  });
}

/** Predicted and measured peak memory of models of many shapes; the prediction knows the header and the processor alone. */
export async function run({ quick }: BenchOptions): Promise<Record<string, unknown>> {
  if (process.platform !== 'linux') throw new Error('The peak of a process is read from /proc: Linux only.');
  const folder = mkdtempSync(join(tmpdir(), 'nearmost-fits-'));
  const cases = [];
  try {
    for (const one of CASES.filter(({ slow }) => !quick || slow !== true)) {
      const path = join(folder, 'model.gguf');
      writeModel(path, one.shape, one.context);
      const need = await predicted(path, one);
      const { peak, proportional, anonymous, file } = await held(path, one);
      const off = need.total - peak;
      const row = {
        name: one.name,
        file_mb: megabytes(statSync(path).size),
        predicted_mb: megabytes(need.total),
        measured_mb: megabytes(peak),
        error_pct: round((100 * off) / peak),
        parts_mb: Object.fromEntries(
          Object.entries(need).map(([part, bytes]: [string, number]) => [part, megabytes(bytes)]),
        ),
        model_error_pct: round((100 * Math.abs(off)) / (need.weights + need.kv + need.compute)),
        pss_mb: megabytes(proportional),
        anonymous_mb: megabytes(anonymous),
        file_mapped_mb: megabytes(file),
      };
      cases.push(row);
      process.stderr.write(
        `${row.name.padEnd(40)} ${String(row.file_mb).padStart(6)} MB  predicted ${row.predicted_mb}  measured ${row.measured_mb}  ${row.error_pct} %\n`,
      );
      rmSync(path);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const errors = cases.map(({ error_pct }) => Math.abs(error_pct));
  return {
    median_error_pct: round(median(errors)),
    worst_error_pct: Math.max(...errors),
    worst_underestimate_pct: Math.max(0, ...cases.map(({ error_pct }) => -error_pct)),
    median_model_error_pct: round(median(cases.map(({ model_error_pct }) => model_error_pct))),
    n: cases.length,
    peak: 'VmHWM of the child process, one prompt, one thread',
    cases,
  };
}
