import { NearmostError, type ModelRecord } from '../contract/index.ts';
import type { Lease, LeaseFor } from './lease.ts';

/** Somebody who waits for a model. */
export interface Waiter {
  id: number;
  record: ModelRecord;
  who: LeaseFor;
  app: string;
  priority: 'interactive' | 'batch';
  /** Milliseconds of the clock that never goes back. */
  at: number;
  resolve(lease: Lease): void;
  reject(error: NearmostError): void;
}

/** Those who wait for a model, in the order in which they came. */
export interface Queue {
  /** @param left is called when the caller goes away */
  add(
    asked: Pick<Waiter, 'record' | 'who' | 'at'>,
    signal: AbortSignal | undefined,
    left: () => void,
  ): Promise<Lease>;
  all(): readonly Waiter[];
  take(id: number): Waiter | undefined;
  /** Ends the wait of all whom `which` names. */
  fail(which: (waiter: Waiter) => boolean, error: NearmostError): void;
}

export function createQueue(): Queue {
  const waiting = new Map<number, Waiter>();
  let next = 0;
  const take = (id: number): Waiter | undefined => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    return waiter;
  };
  return {
    add(asked, signal, left) {
      const id = next++;
      const { promise, resolve, reject } = Promise.withResolvers<Lease>();
      const abort = (): void => {
        const gone = take(id);
        gone?.reject(
          new NearmostError('cancelled', 'The request was cancelled while its model was loading.'),
        );
        if (gone) left();
      };
      const { app = 'default', priority = 'interactive' } = asked.who;
      waiting.set(id, { ...asked, id, app, priority, resolve, reject });
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
      return promise.finally(() => signal?.removeEventListener('abort', abort));
    },
    all: () => [...waiting.values()],
    take,
    fail(which, error) {
      for (const waiter of [...waiting.values()].filter(which)) take(waiter.id)?.reject(error);
    },
  };
}
