import { fork } from 'node:child_process';
import { once } from 'node:events';
import { median } from '../lib/median.ts';

/** Milliseconds of tokens, in one round. */
export interface Round {
  plain: number[];
  adapted: number[];
  /** Each with another adapter than the one before. */
  changed: number[];
}

export interface SwitchCost {
  /** What a change adds to the batch after it, milliseconds. */
  p50: number;
  p95: number;
  /** How much slower a token is with an adapter, percent; the median of paired rounds. */
  decodePct: number;
  /** Milliseconds of a token without an adapter. */
  tokenMs: number;
  changes: number;
}

/** The value that this share of all values does not exceed. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/**
 * Measures a change of adapters in a process of its own, on one thread. `lanes`: contexts at most; with one for the base
 * and one for each adapter the change is between contexts, else one context changes its adapter each time.
 */
export async function measureSwitch(
  path: string,
  adapters: readonly string[],
  { rounds, tokens, lanes = 1 }: { rounds: number; tokens: number; lanes?: number },
): Promise<SwitchCost> {
  const child = fork(
    new URL('./switch.child.ts', import.meta.url),
    [path, String(rounds), String(tokens), String(lanes), ...adapters],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] },
  );
  const [found] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('the process that measures ended');
    }),
  ])) as [Round[]];
  const costs = found.flatMap(({ adapted, changed }) => {
    const usual = median(adapted);
    return changed.map((time) => Math.max(0, time - usual));
  });
  return {
    p50: quantile(costs, 0.5),
    p95: quantile(costs, 0.95),
    decodePct: (median(found.map(({ plain, adapted }) => median(adapted) / median(plain))) - 1) * 100,
    tokenMs: median(found.map(({ plain }) => median(plain))),
    changes: costs.length,
  };
}
