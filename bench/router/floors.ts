import type { Judged } from '../../src/kit/stats/threshold.ts';
import { createRandom, shuffled } from '../../src/kit/random.ts';
import { chooseFloor, floorAt } from '../../src/router/floor/choose-floor.ts';
import { round } from './cross-validate.ts';
import { mean } from './curve.ts';

export interface FloorFigures {
  readonly floor: number;
  /** Splits in which the answers served from this device were worse than the floor. */
  readonly missed_pct: number;
  /** Mean share of the requests answered on this device; 0 where no threshold was found. */
  readonly local_share: number;
  /** Mean quality of what was served. */
  readonly quality: number | null;
  /** Splits in which no threshold could be promised. */
  readonly none_pct: number;
}

/**
 * The promise: half of the judged answers choose the threshold, the other half is served. How often is the floor missed on
 * what was served?
 */
export function floorFigures(judged: readonly Judged[], floor: number, splits: number): FloorFigures {
  const shares: number[] = [];
  const qualities: number[] = [];
  let [missed, none] = [0, 0];
  for (let split = 0; split < splits; split++) {
    const order = shuffled(createRandom(split, 0xf1005), judged);
    const half = Math.floor(order.length / 2);
    const rest = order.slice(half);
    const found = chooseFloor(order.slice(0, half), { floor }, { window: rest.length });
    const served = found && floorAt(rest, found.threshold);
    shares.push(served?.share.value ?? 0);
    if (!served) none++;
    else if (served.accepted > 0) {
      qualities.push(served.quality.value);
      if (served.quality.value < floor) missed++;
    }
  }
  return {
    floor,
    missed_pct: round((100 * missed) / splits),
    local_share: round(mean(shares)),
    quality: qualities.length === 0 ? null : round(mean(qualities)),
    none_pct: round((100 * none) / splits),
  };
}
