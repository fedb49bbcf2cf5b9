import type { Sized } from './peers.ts';
import type { SimEvent } from './traces.ts';

/**
 * Load seconds below which no policy that serves in the order of arrival can come, even one that knows the future.
 * Between two uses of a model it may be kept, which saves a load and takes its bytes all that time; with a price on the
 * bytes of each moment every such choice stands for itself, and any prices give a true bound (Lagrange). The prices are
 * improved step by step.
 * @param reached load seconds of any real policy: it scales the steps
 */
export function lowerBound(
  events: readonly SimEvent[],
  models: ReadonlyMap<string, Sized>,
  budget: number,
  reached: number,
  rounds = 400,
): number {
  const sized = events.map(({ model }) => models.get(model) as Sized);
  const n = events.length;
  const room = Float64Array.from(sized, ({ bytes }) => budget - bytes);
  const total = sized.reduce((sum, { loadSeconds }) => sum + loadSeconds, 0);
  const previous = new Int32Array(n).fill(-1);
  const last = new Map<string, number>();
  sized.forEach(({ id }, i) => {
    previous[i] = last.get(id) ?? -1;
    last.set(id, i);
  });
  const price = new Float64Array(n);
  const sums = new Float64Array(n + 1);
  const change = new Float64Array(n + 1);
  let best = 0;
  let pace = 1;
  let stale = 0;
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < n; k++) sums[k + 1] = (sums[k] ?? 0) + (price[k] ?? 0);
    change.fill(0);
    let saved = 0;
    for (let i = 0; i < n; i++) {
      const from = previous[i] ?? -1;
      if (from < 0) continue;
      const { bytes, loadSeconds } = sized[i] as Sized;
      const worth = loadSeconds - bytes * ((sums[i] ?? 0) - (sums[from + 1] ?? 0));
      if (worth <= 0) continue;
      saved += worth;
      change[from + 1] = (change[from + 1] ?? 0) + bytes;
      change[i] = (change[i] ?? 0) - bytes;
    }
    let held = 0;
    let square = 0;
    for (let k = 0; k < n; k++) {
      saved += (price[k] ?? 0) * (room[k] ?? 0);
      held += change[k] ?? 0;
      const over = held - (room[k] ?? 0);
      sums[k] = over; // the prefix sums are not needed any more in this round
      if (over > 0 || (price[k] ?? 0) > 0) square += over * over;
    }
    const bound = total - saved;
    stale = bound > best * (1 + 1e-4) ? 0 : stale + 1;
    best = Math.max(best, bound);
    if (stale >= 10) [pace, stale] = [pace / 2, 0];
    if (square === 0) break;
    const step = (pace * Math.max(0, reached - bound)) / square;
    for (let k = 0; k < n; k++) price[k] = Math.max(0, (price[k] ?? 0) + step * (sums[k] ?? 0));
    sums[0] = 0;
  }
  return best;
}
