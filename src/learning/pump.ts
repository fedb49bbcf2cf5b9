import type { SkillLoop } from './skill-loop.ts';

export interface Pump {
  /** Something may be due. */
  wake(): void;
  /** Settles when nothing is due. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Lets the loops that are due train, gate and ship, one after the other, between other work. */
export function createPump(loops: () => Iterable<SkillLoop>, trouble: (error: unknown) => void): Pump {
  const stop = new AbortController();
  let running: Promise<void> | undefined;
  let again = false;

  async function run(): Promise<void> {
    do {
      again = false;
      await new Promise((next) => setImmediate(next));
      for (const loop of loops()) {
        if (stop.signal.aborted) break;
        if (!loop.due) continue;
        try {
          await loop.step({ signal: stop.signal });
        } catch (error) {
          if (!stop.signal.aborted) trouble(error);
        }
      }
    } while (again && !stop.signal.aborted);
    running = undefined;
  }
  return {
    wake() {
      again = true;
      if (!stop.signal.aborted) running ??= run();
    },
    idle: async () => running,
    async close() {
      stop.abort();
      await running;
    },
  };
}
