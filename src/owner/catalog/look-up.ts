import { NearmostError, type LookedUp } from '../../contract/index.ts';
import { fits, type Fit } from '../../device/fits.ts';
import { probeDevice } from '../../device/probe.ts';
import type { Bandwidth, MemoryProfile } from '../../device/profile.ts';
import { sizeContext } from '../../memory/size-context.ts';
import { createEgress } from '../../privacy/egress.ts';
import { modelsOf } from '../../store/models-of.ts';
import { pullTarget } from '../../store/pull.ts';
import type { OwnerDeps } from '../owner.ts';
import { examine } from './examine.ts';
import { missingDisk } from './missing-disk.ts';
import { overBudgetWords } from './within-budget.ts';

interface LookDeps extends Pick<OwnerDeps, 'home' | 'runtime' | 'env'> {
  memory: MemoryProfile & { budgetBytes: number };
  diskFreeBytes: number | null;
  bandwidth: Bandwidth;
}

/** Longest that somebody who looks waits for a hub. */
const PATIENCE_MS = 30_000;
const FIT: Record<Fit['verdict'], LookedUp['fit']> = { now: 'good', 'after-freeing': 'tight', never: 'no' };

/** Looks up a model by its name: the header of the variant that suits this machine, and whether it fits. */
export async function lookUp(name: string, deps: LookDeps): Promise<LookedUp> {
  const { home, runtime, env, memory, diskFreeBytes, bandwidth } = deps;
  const { settings } = runtime;
  if (pullTarget(name, settings.pull.hub).kind === 'path')
    throw new NearmostError('invalid_request', 'A file of this machine is looked at from a terminal.', {
      param: 'model',
      hint: `nearmost fits ${name}`,
    });
  const { budgetBytes } = memory;
  const door = createEgress({ offline: () => settings.router.offline, onCrossing: () => undefined });
  try {
    const found = await examine(name, {
      models: await modelsOf(home),
      simd: (await probeDevice(home.dir)).simd,
      settings,
      egress: door.egress,
      env,
      signal: AbortSignal.timeout(PATIENCE_MS),
      memoryBytes: budgetBytes,
    });
    const wish = { contextSize: settings.local.contextSize, sequences: settings.local.parallel };
    const load = found.info === undefined ? wish : sizeContext(found.info, wish, budgetBytes);
    const { verdict, words, needBytes, expectedTokensPerSecond } = fits(
      { ...found, ...load },
      { memory, bandwidth },
    );
    const over = needBytes.total > budgetBytes;
    return {
      model: found.name,
      bytes: found.fileBytes,
      quantisation: found.info?.quantisation ?? null,
      fit: over ? 'no' : FIT[verdict],
      reason: over
        ? overBudgetWords(needBytes.total, budgetBytes)
        : `${words[0]?.toUpperCase()}${words.slice(1)}.`,
      needBytes: needBytes.total,
      tokensPerSecond: expectedTokensPerSecond,
      missingDiskBytes: missingDisk(found.fileBytes, diskFreeBytes),
    };
  } finally {
    await door.close();
  }
}
