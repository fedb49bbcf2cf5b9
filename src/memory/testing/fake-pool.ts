import type { RuntimeEvent } from '../../contract/index.ts';
import { systemClock } from '../../kit/clock.ts';
import type { PoolOptions } from '../pool-options.ts';
import type { FakeEngine } from './fake-engine.ts';

/** Options of a pool over the fake engine; every model takes 10 bytes unless `sizes` says otherwise. */
export function fakePool(
  engine: FakeEngine,
  events: RuntimeEvent[] = [],
  sizes: Readonly<Record<string, number>> = {},
): PoolOptions {
  return {
    engineFor: async () => engine,
    threads: 4,
    contextSize: 512,
    parallel: 2,
    maxLoaded: 64,
    idleMs: 0,
    budgetBytes: 100,
    footprints: {
      of({ id }) {
        const bytes = sizes[id] ?? 10;
        return { bytes, loadBytes: bytes, softBytes: 0, loadSeconds: 1, method: 'measured' };
      },
      examine: () => undefined,
      remember: () => undefined,
    },
    readHeld: async () => undefined,
    clock: systemClock,
    emit: (event) => events.push(event),
  };
}
