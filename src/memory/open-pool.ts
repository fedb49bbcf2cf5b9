import type { Settings } from '../contract/index.ts';
import { freeMemory } from '../device/free-memory.ts';
import type { DeviceProfile } from '../device/profile.ts';
import type { Database } from '../store/database.ts';
import { readSizes } from '../store/read-sizes.ts';
import { budgetBytes } from './budget.ts';
import { createFootprints } from './footprints.ts';
import { createPool, type OwnedPool } from './pool.ts';
import type { PoolOptions } from './pool-options.ts';
import { readHeld } from './read-held.ts';
import { defaultThreads } from './thread-budget.ts';

interface OpenPoolDeps extends Pick<PoolOptions, 'engineFor' | 'clock' | 'emit'> {
  settings: Pick<Settings, 'local' | 'memory'>;
  device: Pick<DeviceProfile, 'cores' | 'memory' | 'simd'>;
  database: Database;
}

/** The pool of a device, with what the settings leave it. */
export interface OpenedPool {
  models: OwnedPool;
  /** For all models together. */
  threads: number;
  /** Bytes for all models together. */
  budget: number;
}

/** @throws NearmostError config_invalid */
export function openPool({ settings, device, database, ...rest }: OpenPoolDeps): OpenedPool {
  const { local, memory } = settings;
  const threads = local.threads || defaultThreads(device.cores);
  const budget = budgetBytes(memory.budget, device.memory.totalBytes);
  const models = createPool({
    ...rest,
    threads,
    contextSize: local.contextSize,
    parallel: local.parallel,
    maxLoaded: local.maxLoaded,
    idleMs: local.idleUnloadS * 1000,
    budgetBytes: budget,
    freeBytes: freeMemory,
    footprints: createFootprints({
      database,
      clock: rest.clock,
      sizesOf: (path) => readSizes(path, device.simd),
    }),
    readHeld,
    pinned: memory.pinned,
    bridgeSeconds: memory.bridgeSeconds,
    bridgeShare: memory.bridgeShare,
  });
  return { models, threads, budget };
}
