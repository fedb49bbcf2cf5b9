import type { RequestContext, RouteInfo } from '../contract/index.ts';
import type { RouterDeps } from './deps.ts';
import { createProbes, PROBE_APP, probeRequest } from './market/probe.ts';
import type { Call } from './calls/open.ts';
import { usable } from './plan.ts';

type Ask = (call: Call, context: RequestContext) => Promise<unknown>;

/** Asks a model the same thing twice; the market compares. What fails was noted where it failed. */
async function probe(ask: Ask, model: string): Promise<void> {
  for (let i = 0; i < 2; i += 1) {
    const context = { app: PROBE_APP, label: 'public' };
    await ask({ task: 'chat', request: probeRequest(model) }, context);
  }
}

/**
 * Looks now and then, after an answer that a provider gave, whether providers answer the same thing twice. Undefined: off,
 * as it is unless the owner gives money for it (`router.probeUsd`).
 */
export function createProber(
  { settings, handles, clock }: Pick<RouterDeps, 'settings' | 'handles' | 'clock'>,
  ask: Ask,
): ((route: RouteInfo) => void) | undefined {
  if (settings.router.probeUsd === 0) return undefined;
  const probes = createProbes(clock);
  return ({ place }) => {
    if (place !== 'cloud' || settings.router.offline) return;
    const models = handles()
      .filter(usable)
      .flatMap(({ provider }) => {
        const model = settings.providers[provider.id]?.model ?? provider.defaultModel;
        return model === '' ? [] : [`${provider.id}/${model}`];
      });
    const model = probes.next([...new Set([...settings.router.cloud, ...models])]);
    if (model === undefined) return;
    void probe(ask, model)
      .catch(() => undefined)
      .finally(probes.ended);
  };
}
