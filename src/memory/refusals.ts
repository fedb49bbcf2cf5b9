import { NearmostError } from '../contract/index.ts';
import type { Leases } from './leases.ts';
import type { Step } from './plan-state.ts';
import { REFUSE_MS } from './plan-view.ts';
import { machineFull, resting, tooBig, waitedTooLong } from './pool-errors.ts';
import type { PoolOptions } from './pool-options.ts';
import type { Queue, Waiter } from './queue.ts';
import { reloadDelay } from './reload-delay.ts';
import type { Slots } from './slots.ts';

/** Ends the wait of those who would wait in vain, each with the reason. */
export interface Refusals {
  /** As the plan says. */
  refuse(step: Extract<Step, { do: 'refuse' }>): void;
  /** A model that keeps dying is not loaded again at once, and nothing is unloaded for it. */
  failResting(): void;
  /** Two requests that each hold a model and wait for the other's memory would wait for ever. */
  failHolders(): void;
}

export function createRefusals(
  { slots, queue, leases }: { slots: Slots; queue: Queue; leases: Leases },
  options: PoolOptions,
): Refusals {
  function errorOf({ request, reason }: Extract<Step, { do: 'refuse' }>): NearmostError {
    const record = queue.all().find(({ id }) => id === request)?.record;
    if (!record || reason === 'waited-too-long') return waitedTooLong(record?.id, REFUSE_MS / 60_000);
    const bytes = slots.bytesOf(record);
    return reason === 'machine-full'
      ? machineFull(record.id, bytes, options.freeBytes?.() ?? 0)
      : tooBig(record.id, bytes, options);
  }

  return {
    refuse: (step) => queue.fail(({ id }) => id === step.request, errorOf(step)),
    failResting() {
      for (const { record } of queue.all()) {
        const deaths = slots.deaths(record.id);
        const delay = slots.get(record.id) ? 0 : reloadDelay(deaths, options.clock.now());
        if (delay === 0) continue;
        const error = resting(record.id, deaths.length, delay);
        queue.fail((waiter) => waiter.record.id === record.id, error);
      }
    },
    failHolders() {
      if (slots.all().some((slot) => slot.state !== 'ready')) return;
      const stuck = ({ record, who }: Waiter): boolean =>
        leases.holdsOne(who.requestId) && slots.get(record.id) === undefined;
      const error = new NearmostError(
        'overloaded',
        'There is no room for another model while this request holds one.',
        { retryAfter: 5 },
      );
      queue.fail(stuck, error);
    },
  };
}
