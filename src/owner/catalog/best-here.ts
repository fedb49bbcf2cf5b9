import type { CatalogRow } from '../../contract/index.ts';

/** Slower than people read: it feels stuck. */
const LEAST_TOKENS_PER_SECOND = 4;

/** Where all are slow, the one that is least. */
const quickest = (rows: readonly CatalogRow[]): CatalogRow | undefined =>
  rows.toSorted((a, b) => (b.tokensPerSecond ?? 0) - (a.tokensPerSecond ?? 0))[0];

/**
 * The model that most people should take on a machine: the strongest for conversation that fits, has room on the disk and
 * speaks as quickly as one reads. Pure.
 * @param rows best first
 */
export function bestHere(rows: readonly CatalogRow[]): CatalogRow | null {
  const able = rows.filter(
    ({ usable, jobs, missingDiskBytes, here }) =>
      usable && jobs.includes('chat') && (missingDiskBytes === 0 || here !== null),
  );
  const quick = ({ tokensPerSecond }: CatalogRow): boolean =>
    tokensPerSecond === null || tokensPerSecond >= LEAST_TOKENS_PER_SECOND;
  const good = able.filter(({ fit }) => fit === 'good');
  return good.find(quick) ?? quickest(good) ?? able.find((row) => row.fit === 'tight' && quick(row)) ?? null;
}
