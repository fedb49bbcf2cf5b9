import type { SkillLoop } from './skill-loop.ts';

export interface Pump {
  /** Something may be due. */
  wake(): void;
  /** Settles when nothing is due. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Loops at work at once: a long training of one, which may wait for a calm hour, leaves room for the quick ones of others. */
const SIDE_BY_SIDE = 2;

/** Lets the loops that are due train, gate and ship, between other work. */
export function createPump(loops: () => Iterable<SkillLoop>, trouble: (error: unknown) => void): Pump {
  const stop = new AbortController();
  const busy = new Map<SkillLoop, Promise<void>>();
  let woken: Promise<void> | undefined;

  async function step(loop: SkillLoop): Promise<void> {
    try {
      await loop.step({ signal: stop.signal });
    } catch (error) {
      if (!stop.signal.aborted) trouble(error);
    }
    busy.delete(loop);
    wake();
  }
  async function look(): Promise<void> {
    await new Promise((next) => setImmediate(next));
    woken = undefined;
    for (const loop of loops()) {
      if (stop.signal.aborted || busy.size >= SIDE_BY_SIDE) break;
      if (!busy.has(loop) && loop.due) busy.set(loop, step(loop));
    }
  }
  function wake(): void {
    if (!stop.signal.aborted) woken ??= look();
  }
  const working = (): Promise<void>[] => [...(woken ? [woken] : []), ...busy.values()];
  const idle = async (): Promise<void> => {
    while (working().length > 0) await Promise.all(working());
  };
  return {
    wake,
    idle,
    close() {
      stop.abort();
      return idle();
    },
  };
}
