import { lowerBound, upperBound } from '../../kit/stats/binomial.ts';
import { chooseThreshold, type Judged } from '../../kit/stats/threshold.ts';

/** What an owner wants of the answers of one app. */
export interface Target {
  /** Least share of the answers from this device that must be right, 0 to 1. */
  readonly floor?: number;
  /** Least share of the requests that must be answered on this device, 0 to 1. Where both cannot be had, the floor counts. */
  readonly share?: number;
}

/** A share with its 95 % interval. */
interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** From which confidence on answers are served from this device, and what that gives on judged answers. */
export interface FloorChoice {
  readonly threshold: number;
  /** Requests answered here. */
  readonly share: Estimate;
  /** Of those, right. */
  readonly quality: Estimate;
  /** Judged answers at or above the threshold, and all. */
  readonly accepted: number;
  readonly judged: number;
  /** Which targets hold with probability 1 - delta. */
  readonly met: { readonly floor?: boolean; readonly share?: boolean };
}

export interface FloorRule {
  /** Chance of missing the target, 0 to 1; default 0.05. */
  readonly delta?: number;
  /** Answers on which the floor will be judged later, whose own chance is allowed for. Default Infinity: the true rate. */
  readonly window?: number;
}

const HALF = 0.025;

function estimate(hits: number, n: number): Estimate {
  const value = n > 0 ? hits / n : 0;
  return { value, low: lowerBound(hits, n, HALF), high: upperBound(hits, n, HALF) };
}

interface Sums {
  weight: number;
  squares: number;
  right: number;
}

function sumOf(judged: readonly Judged[]): Sums {
  const sums: Sums = { weight: 0, squares: 0, right: 0 };
  for (const { score, weight = 1 } of judged) {
    sums.weight += weight;
    sums.squares += weight * weight;
    sums.right += weight * score;
  }
  return sums;
}

/** Size of a plain sample that says as much (Kish). */
const sizeOf = ({ weight, squares }: Sums): number => (squares > 0 ? (weight * weight) / squares : 0);

/** What serving from `threshold` on gives on these answers. */
export function floorAt(judged: readonly Judged[], threshold: number): Omit<FloorChoice, 'met'> {
  const above = judged.filter(({ confidence }) => confidence >= threshold);
  const [own, all] = [sumOf(above), sumOf(judged)];
  const [size, allSize] = [sizeOf(own), sizeOf(all)];
  const portion = all.weight > 0 ? own.weight / all.weight : 0;
  const right = own.weight > 0 ? own.right / own.weight : 0;
  return {
    threshold,
    share: estimate(portion * allSize, allSize),
    quality: estimate(right * size, size),
    accepted: above.length,
    judged: judged.length,
  };
}

/** The highest threshold at which the share of requests answered here is `share` with probability 1 - delta; undefined: none. */
function thresholdForShare(judged: readonly Judged[], share: number, delta: number): number | undefined {
  const all = sumOf(judged);
  const size = sizeOf(all);
  const sorted = judged.toSorted((a, b) => b.confidence - a.confidence);
  let weight = 0;
  const weights = sorted.map(({ weight: own = 1 }) => (weight += own));
  const enough = (i: number): boolean => lowerBound((weights[i]! / all.weight) * size, size, delta) >= share;
  if (sorted.length === 0 || !enough(sorted.length - 1)) return undefined;
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (enough(middle)) high = middle;
    else low = middle + 1;
  }
  return sorted[low]?.confidence;
}

/**
 * Chooses the threshold for a target from judged traffic. A floor is kept with probability 1 - delta (Learn then Test); a
 * share alone likewise. Undefined: no threshold does, or there are too few judged answers to tell; then nothing has been
 * shown and the caller stays with its careful default.
 * @example
 * chooseFloor(judged, { floor: 0.95 })?.threshold; // 0.71
 */
export function chooseFloor(
  judged: readonly Judged[],
  { floor, share }: Target,
  { delta = 0.05, window = Number.POSITIVE_INFINITY }: FloorRule = {},
): FloorChoice | undefined {
  const threshold =
    floor === undefined
      ? share === undefined
        ? undefined
        : thresholdForShare(judged, share, delta)
      : chooseThreshold(judged, { floor, delta, window })?.threshold;
  if (threshold === undefined) return undefined;
  const found = floorAt(judged, threshold);
  const size = sizeOf(sumOf(judged));
  return {
    ...found,
    met: {
      ...(floor === undefined ? {} : { floor: true }),
      ...(share === undefined ? {} : { share: lowerBound(found.share.value * size, size, delta) >= share }),
    },
  };
}
