import { statSync } from 'node:fs';
import type { ResidentState } from '../contract/index.ts';
import type { Slots } from './slots.ts';
import { stateOf } from './state-of.ts';

export type HeldModel = ResidentState;

/** What each model in memory takes: what its process holds where that can be told, else what is set aside for it. */
export function heldModels(slots: Slots, pins: ReadonlySet<string>): Promise<HeldModel[]> {
  return Promise.all(
    slots.all().map(async (slot) => {
      const state = await stateOf(slot);
      const { weightBytes, softBytes } = slots.factsOf(slot.record, slot);
      const soft = slot.shrunk ? 0 : softBytes;
      const { residentBytes, method } = state.memory;
      const seen = state.state !== 'loading' && method === 'measured' ? residentBytes : null;
      return {
        ...state,
        bytes: seen ?? weightBytes + soft,
        method: seen === null ? 'estimated' : 'measured',
        softBytes: soft,
        shrunk: slot.shrunk,
        pinned: pins.has(slot.record.id),
        adapters: [...slot.adapters].map((path) => ({
          path,
          bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0,
        })),
      };
    }),
  );
}
