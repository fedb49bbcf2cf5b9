import type { MarketView, ModelRecord, Place } from '../../../../../src/contract/index.ts';

/** A model as `GET /admin/models` lists it. */
export interface ListedModel {
  id: string;
  place: Place | 'auto';
  record?: Pick<ModelRecord, 'bytes' | 'source' | 'adapter'> & {
    info: Pick<ModelRecord['info'], 'embeddingOnly'>;
    card: Pick<ModelRecord['card'], 'name'>;
  };
}

/** What may answer, from near to far. */
export interface Ladder {
  /** Models of this device that talk, the smallest first. */
  local: { id: string; name: string }[];
  /** Why no provider can be asked, in words; undefined: one can. */
  cloudObstacle: string | undefined;
}

/** Whether a model answers questions by itself: no skill of another, none that only compares texts. */
export const talks = ({ place, record }: ListedModel): boolean =>
  place === 'local' && record !== undefined && !record.adapter && !record.info.embeddingOnly;

function obstacleOf({ providers }: Pick<MarketView, 'providers'>): string | undefined {
  const able = providers.filter(({ enabled, key }) => enabled && key !== 'none');
  if (able.some(({ obstacle }) => obstacle === null)) return undefined;
  const [first] = able;
  if (!first) return 'no provider has a key yet (see Providers)';
  return `${first.name}: ${first.obstacle ?? 'it cannot be asked now'}`;
}

/** Orders what the server lists. */
export function ladderOf(models: readonly ListedModel[], market: Pick<MarketView, 'providers'>): Ladder {
  const local = models
    .filter(talks)
    .sort((a, b) => (a.record?.bytes ?? 0) - (b.record?.bytes ?? 0))
    .map(({ id, record }) => ({ id, name: record?.card.name ?? id }));
  return { local, cloudObstacle: obstacleOf(market) };
}
