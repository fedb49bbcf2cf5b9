import type { ModelEntry, ModelRecord, Settings } from '../contract/index.ts';
import type { CloudHandle } from './calls/open.ts';
import { MOA } from './parse-model.ts';

/** All that can be named as `model`: the router, the mixture, models of this device, and one of each provider that may be asked. */
export function listModels(
  records: readonly ModelRecord[],
  handles: readonly CloudHandle[],
  providers: Settings['providers'],
): ModelEntry[] {
  return [
    { id: 'auto', place: 'auto', ownedBy: 'nearmost', created: 0 },
    { id: MOA, place: 'auto', ownedBy: 'nearmost', created: 0 },
    ...records.map((record): ModelEntry => ({
      id: `local/${record.id}`,
      place: 'local',
      ownedBy: 'this device',
      created: Math.floor(record.addedAt / 1000),
      record,
    })),
    ...handles
      .filter(({ key, provider }) => key !== undefined || provider.keyEnv.length === 0)
      .map(({ provider }): ModelEntry => ({
        id: `${provider.id}/${providers[provider.id]?.model ?? provider.defaultModel}`,
        place: 'cloud',
        ownedBy: provider.id,
        created: 0,
      }))
      // A server of the owner's that names no model can still be asked for one.
      .filter(({ id }) => !id.endsWith('/')),
  ];
}
