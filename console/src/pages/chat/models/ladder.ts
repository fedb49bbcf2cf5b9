import type { MarketView, ModelRecord, Place } from '../../../../../src/contract/index.ts';

/** A model as `GET /admin/models` lists it. */
export interface ListedModel {
  id: string;
  place: Place | 'auto';
  record?: Pick<ModelRecord, 'bytes' | 'source' | 'adapter' | 'variantOf'> & {
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

/** Whether a model does one job beside another: a skill of its, or a second opinion. */
export const helps = ({ record }: ListedModel): boolean =>
  record?.adapter !== undefined || record?.variantOf !== undefined;

/** Whether a model answers questions by itself. */
export const talks = (model: ListedModel): boolean =>
  model.place === 'local' && model.record !== undefined && !helps(model) && !model.record.info.embeddingOnly;

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
