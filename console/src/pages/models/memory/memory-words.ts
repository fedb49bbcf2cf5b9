import type { MappedModel, MemoryMap } from '../../../../../src/contract/index.ts';
import { ago, bytes, count } from '../../../format/words.ts';
import { shortName } from '../words.ts';

/** What a model in memory is doing. Pure. */
export function doingWords({ state, active, shrunk, lastUsedAt }: MappedModel, now: number): string {
  if (state === 'loading') return 'is being loaded';
  if (state === 'closing') return 'is leaving';
  if (active > 0) return `answers ${count(active, 'request')}`;
  const since = `last used ${ago(lastUsedAt, now)}`;
  return shrunk ? `rests with its conversations put away, ${since}` : `ready, ${since}`;
}

/** What its bytes are for. Pure. */
export function partWords({ weightBytes, kvBytes, adapterBytes, adapters }: MappedModel): string {
  const parts = [`model ${bytes(weightBytes)}`];
  if (kvBytes > 0) parts.push(`conversations ${bytes(kvBytes)}`);
  if (adapters.length > 0)
    parts.push(`${adapters.length === 1 ? 'skill' : 'skills'} ${adapters.join(', ')} ${bytes(adapterBytes)}`);
  return parts.join(' · ');
}

export const usedBytes = ({ models }: MemoryMap): number =>
  models.reduce((sum, model) => sum + model.bytes, 0);

/** The whole map for those who do not see it. Pure. */
export function mapWords(map: MemoryMap): string {
  const each = map.models.map((model) => `${shortName(model.model)} ${bytes(model.bytes)}`);
  const free = Math.max(0, map.budgetBytes - usedBytes(map));
  return [...each, `free ${bytes(free)}`].join(', ') + `, of ${bytes(map.budgetBytes)}`;
}
