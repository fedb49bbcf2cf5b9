import type { LoadedModelState } from '../contract/index.ts';
import type { Slot } from './slots.ts';

/** What a model is doing, for people. */
export async function stateOf(slot: Slot): Promise<LoadedModelState> {
  return {
    model: slot.record.id,
    pid: slot.loaded?.pid ?? 0,
    // that keys and values come and go changes nothing for who asks
    state: slot.state === 'closing' ? 'closing' : slot.loaded ? 'ready' : 'loading',
    active: slot.leases,
    contextSize: slot.loaded?.contextSize ?? 0,
    threads: slot.threads,
    loadedAt: slot.loadedAt,
    lastUsedAt: slot.lastUsedAt,
    memory: (await slot.loaded?.memory()) ?? { residentBytes: null, method: 'unavailable' },
  };
}
