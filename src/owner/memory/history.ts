import type { MemoryEvent, Runtime, RuntimeEvent } from '../../contract/index.ts';

/** What came into memory and went since the start. */
export interface MemoryHistory {
  /** Newest first. */
  newest(): MemoryEvent[];
  close(): void;
}

const isOfMemory = (event: RuntimeEvent): event is MemoryEvent => event.type.startsWith('model-');

/** Listens from now on, and keeps the newest. */
export function createHistory(runtime: Pick<Runtime, 'on'>, most = 200): MemoryHistory {
  const events: MemoryEvent[] = [];
  const close = runtime.on((event) => {
    if (!isOfMemory(event)) return;
    events.push(event);
    if (events.length > most) events.shift();
  });
  return { newest: () => events.toReversed(), close };
}
