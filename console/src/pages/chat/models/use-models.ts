import { useMemo } from 'preact/hooks';
import type { MarketView } from '../../../../../src/contract/index.ts';
import { useLoad } from '../../../api/use-load.ts';
import { ladderOf, type Ladder, type ListedModel } from './ladder.ts';

/** What this server can ask. */
export interface Models {
  listed: readonly ListedModel[];
  market: MarketView | undefined;
  ladder: Ladder;
}

/** Models and providers; empty while they are on their way. */
export function useModels(): Models {
  const models = useLoad<{ models: ListedModel[] }>('/admin/models').data?.models;
  const market = useLoad<MarketView>('/admin/providers').data;
  return useMemo(
    () => ({
      listed: models ?? [],
      market,
      ladder: ladderOf(models ?? [], market ?? { providers: [] }),
    }),
    [models, market],
  );
}
