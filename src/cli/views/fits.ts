import type { Fit } from '../../device/fits.ts';
import { bytes } from '../format.ts';
import type { Variant } from '../../owner/catalog/judge.ts';
import type { Paint } from '../paint.ts';
import { renderPairs, renderTable } from '../table.ts';

const MARK: Record<Fit['verdict'], string> = {
  now: 'fits',
  'after-freeing': 'when others are closed',
  never: 'too big',
};
const pace = (rate: number | null): string =>
  rate === null ? 'unknown' : `${rate < 10 ? rate.toFixed(1) : Math.round(rate)} tokens/s`;

/** Where the memory goes, and how fast it may speak. */
export function renderFit(
  fit: Fit,
  load: { contextSize: number; sequences: number; measuredBytes: number | null; gpu: string | null },
  paint: Paint,
  columns: number,
): string {
  const { weights, kv, compute, baseline, total } = fit.needBytes;
  const { contextSize, sequences, measuredBytes, gpu } = load;
  const side = sequences === 1 ? '' : `, ${sequences} side by side`;
  return renderPairs(
    [
      ['memory', `${bytes(total)} at most (estimated)`],
      ['  weights', bytes(weights)],
      ['  keys, values', `${bytes(kv)} for ${contextSize} tokens${side}`],
      ['  work', bytes(compute)],
      ['  process', `${bytes(baseline)} with the vocabulary`],
      ...(measuredBytes === null ? [] : [['measured', bytes(measuredBytes)] as const]),
      ['free', bytes(fit.freeBytes)],
      ...(gpu === null ? [] : [['gpu', gpu] as const]),
      ['speed', `${pace(fit.expectedTokensPerSecond)} (${fit.method})`],
    ],
    paint,
    columns,
  );
}

/** The files of a repository, the one to take marked. */
export function renderVariants(
  variants: readonly Variant[],
  take: Variant | undefined,
  paint: Paint,
  columns: number,
): string {
  return renderTable(
    [
      { title: '' },
      { title: 'file', flexible: true, paint: paint.bold },
      { title: 'size', right: true },
      { title: 'memory', right: true },
      { title: 'speed', right: true },
      { title: '' },
    ],
    variants
      .toSorted((a, b) => a.bytes - b.bytes)
      .map((one) => [
        one === take ? '>' : '',
        one.name,
        bytes(one.bytes),
        bytes(one.needBytes),
        pace(one.expectedTokensPerSecond),
        MARK[one.verdict],
      ]),
    paint,
    columns,
  );
}
