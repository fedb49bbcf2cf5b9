import type { LedgerEntry, MarketView } from '../../../../../src/contract/index.ts';
import { APP } from '../ask/ask-server.ts';
import { talks, type ListedModel } from '../models/ladder.ts';

/** Which of the first steps were taken. */
export interface StepsDone {
  model: boolean;
  key: boolean;
  app: boolean;
}

/** Names under which Nearmost itself asks. */
const OWN = new Set([APP, 'nearmost-learning', 'demo']);

/** Reads from what the server lists what was done already. */
export function stepsDone(
  models: readonly ListedModel[],
  market: Pick<MarketView, 'providers'> | undefined,
  requests: readonly Pick<LedgerEntry, 'app'>[],
): StepsDone {
  return {
    model: models.some((model) => talks(model) && model.record?.source !== 'embedded'),
    key: market?.providers.some(({ key }) => key === 'environment' || key === 'config') ?? false,
    app: requests.some(({ app }) => !OWN.has(app)),
  };
}
