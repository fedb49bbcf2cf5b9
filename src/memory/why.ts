import type { ModelRecord } from '../contract/index.ts';
import type { LeaseFor } from './lease.ts';
import type { Slot } from './slots.ts';

/** Somebody who waits for a model, or is expected to. */
export interface Wanted {
  record: ModelRecord;
  app?: string;
  who?: LeaseFor;
}

/** Why a model is loaded, in words for a person. */
export function whyLoaded({ app, who }: Wanted): string {
  if (who?.byOwner) return 'you asked for it';
  return who ? `asked by ${app}` : 'it will be asked soon';
}

/**
 * Why a model goes, or gives back its keys and values.
 * @param wanted who waits for models that are not there
 */
export function whyGone(
  slot: Slot,
  wanted: readonly Wanted[],
  { idleMs }: { idleMs: number },
  now: number,
): string {
  if (idleMs > 0 && now - slot.usedAt >= idleMs) return `not used for ${minutes(idleMs)}`;
  const [other] = wanted;
  if (!other) return 'memory was needed';
  return `room for ${other.record.id}, ${whyLoaded(other)}`;
}

const minutes = (ms: number): string => {
  const count = Math.round(ms / 60_000);
  if (count < 1) return `${Math.round(ms / 1000)} s`;
  return count === 1 ? 'a minute' : `${count} minutes`;
};
