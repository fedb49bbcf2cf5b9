import { fnv1a } from '../../kit/hash.ts';
import { mix32 } from '../../kit/random.ts';

/** Characters in a run that is compared. */
const RUN = 4;
/** 16 bands of 4: pairs alike by 0.85 meet with a probability above 0.999, those below 0.3 hardly ever. */
const BANDS = 16;
const ROWS = 4;

/** Letters, numbers and marks that carry meaning; case, spaces and closing marks do not count. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s"'’.,!?]+/g, ' ')
    .trim();

function runsOf(text: string): Set<number> {
  const padded = ` ${plain(text)} `;
  const runs = new Set<number>();
  for (let i = 0; i === 0 || i + RUN <= padded.length; i++) runs.add(fnv1a(padded, i, i + RUN));
  return runs;
}

/** Shared runs of four characters to all of them, 0 to 1. */
function alike(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let shared = 0;
  for (const run of a) if (b.has(run)) shared++;
  return shared / (a.size + b.size - shared);
}

function bandsOf(runs: ReadonlySet<number>): string[] {
  const least = new Uint32Array(BANDS * ROWS).fill(0xffffffff);
  for (const run of runs)
    for (let i = 0; i < least.length; i++) {
      const value = mix32(run ^ Math.imul(i + 1, 0x9e3779b9)) >>> 0;
      if (value < (least[i] ?? 0)) least[i] = value;
    }
  return Array.from(
    { length: BANDS },
    (_, band) => `${band}:${least.slice(band * ROWS, band * ROWS + ROWS).join()}`,
  );
}

/** Similarity of two texts, 0 to 1, as it is compared with the threshold. */
export const similarity = (a: string, b: string): number => alike(runsOf(a), runsOf(b));

/**
 * Which of the texts are near copies of a later one. Only texts of the same group are compared.
 * @returns for each text whether it is one; the last of some near copies never is.
 */
export function nearDuplicates(
  texts: readonly { text: string; group: string }[],
  threshold: number,
): boolean[] {
  const buckets = new Map<string, number[]>();
  const runs = texts.map(({ text }) => runsOf(text));
  const near = texts.map(() => false);
  for (let i = texts.length - 1; i >= 0; i--) {
    const own = runs[i] as Set<number>;
    const names = bandsOf(own).map((band) => `${band}|${texts[i]?.group}`);
    const rivals = new Set(names.flatMap((name) => buckets.get(name) ?? []));
    near[i] = [...rivals].some((j) => alike(own, runs[j] as Set<number>) >= threshold);
    if (near[i]) continue;
    for (const name of names) buckets.set(name, [...(buckets.get(name) ?? []), i]);
  }
  return near;
}
