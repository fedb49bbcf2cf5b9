import type { LoadedModel } from '../contract/index.ts';
import type { Clock } from '../kit/clock.ts';
import type { AppSeconds } from './app-seconds.ts';
import type { BridgeShare } from './bridge.ts';
import type { Waiter } from './queue.ts';
import type { Slot, Slots } from './slots.ts';
import { shareThreads } from './thread-budget.ts';

/** Models that answer: who holds which, and with how many threads. */
export interface Leases {
  /** Hands a loaded model to one who waited for it. */
  give(waiter: Waiter, slot: Slot, model: LoadedModel): void;
  /** Whether the request holds a model. */
  holdsOne(requestId: string | undefined): boolean;
  /** Shares the threads out anew. */
  rebalance(): void;
}

interface LeasesOptions {
  slots: Slots;
  clock: Pick<Clock, 'now' | 'monotonic'>;
  /** For all models together. */
  threads: number;
  used: AppSeconds;
  share: BridgeShare;
  /** A model was given back. */
  onReturn(): void;
}

/** Keeps the leases of loaded models. */
export function createLeases({ slots, clock, threads: total, used, share, onReturn }: LeasesOptions): Leases {
  /** By request: how many models it holds. */
  const held = new Map<string, number>();

  function rebalance(): void {
    const all = slots.all().filter((slot) => slot.loaded);
    const shares = shareThreads(
      total,
      all.map((slot) => slot.leases > 0),
    );
    all.forEach((slot, i) => {
      const threads = shares[i] ?? 1;
      if (slot.threads === threads) return;
      slot.threads = threads;
      slot.loaded?.setThreads(threads);
    });
  }

  function count(requestId: string | undefined, change: 1 | -1): void {
    if (requestId === undefined) return;
    const now = (held.get(requestId) ?? 0) + change;
    if (now > 0) held.set(requestId, now);
    else held.delete(requestId);
  }

  return {
    rebalance,
    holdsOne: (requestId) => requestId !== undefined && held.has(requestId),
    give(waiter, slot, model) {
      const { requestId, adapter } = waiter.who;
      const began = clock.monotonic();
      slot.leases += 1;
      if (requestId !== undefined) share.workedHere(requestId);
      if (adapter !== undefined) slot.adapters.add(adapter);
      count(requestId, 1);
      rebalance();
      let released = false;
      waiter.resolve({
        model,
        release: () => {
          if (released) return;
          released = true;
          slot.leases -= 1;
          slot.usedAt = clock.monotonic();
          slot.lastUsedAt = clock.now();
          used.add(waiter.app, (slot.usedAt - began) / 1000);
          count(requestId, -1);
          if (slot.leases === 0) void slots.measure(slot);
          rebalance();
          onReturn();
        },
      });
    },
  };
}
