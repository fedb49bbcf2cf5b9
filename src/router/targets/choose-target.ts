import { stepOf, weighByTraffic } from '../../kit/stats/by-traffic.ts';
import type { JudgedTraffic } from '../../ledger/judged.ts';
import { chooseFloor, floorAt } from '../floor/choose-floor.ts';

/** What the owner wants of one app. */
export interface AppTarget {
  /** Least share of the answers from this device that must be good, 0 to 1. */
  qualityFloor?: number | undefined;
  /** Least share of the requests that must be answered on this device, 0 to 1. */
  localShare?: number | undefined;
}

/** From which confidence on an answer is served, and why in words; no words: it is a setting. */
export interface ChosenThreshold {
  threshold: number;
  why?: string;
}

const STEPS = 50;
const two = (value: number): string => value.toFixed(2);
const counted = (n: number): string => `${n} judged answer${n === 1 ? '' : 's'}`;

/** How often requests had a confidence, in equal steps. */
function histogram(traffic: readonly number[]): number[] {
  const counts = Array.from({ length: STEPS }, () => 0);
  for (const confidence of traffic) counts[stepOf(confidence, STEPS)]! += 1;
  return counts;
}

/** Careful: as long as nothing was shown, an answer must be as likely right as all of them together are to be. */
function careful(setting: number, floor: number, why: string): ChosenThreshold {
  return { threshold: Math.max(setting, floor), why: `the careful default: ${why}` };
}

function forFloor(setting: number, floor: number, { traffic, judged }: JudgedTraffic): ChosenThreshold {
  if (judged.length === 0) return careful(setting, floor, 'no judged answers yet');
  const weighed = weighByTraffic(judged, histogram(traffic));
  const chosen = chooseFloor(weighed, { floor });
  const goal = `quality floor ${two(floor)}`;
  if (chosen) return { threshold: chosen.threshold, why: `${goal}, from ${counted(chosen.judged)}` };
  const lowest = Math.max(setting, floor);
  const { quality, accepted } = floorAt(weighed, lowest);
  // Shown to be worse: then only what cannot go elsewhere is served from here.
  if (accepted > 0 && quality.high < floor)
    return { threshold: 1, why: `${goal}: ${counted(accepted)} are worse` };
  return careful(
    setting,
    floor,
    `${counted(judged.length)} ${judged.length === 1 ? 'does' : 'do'} not show the ${goal} yet`,
  );
}

function forShare(setting: number, share: number, { traffic }: JudgedTraffic): ChosenThreshold {
  const chosen = chooseFloor(
    traffic.map((confidence) => ({ confidence, score: 0 })),
    { share },
  );
  const goal = `local share ${two(share)}`;
  if (chosen) return { threshold: chosen.threshold, why: `${goal}, from ${traffic.length} requests` };
  return { threshold: setting, why: `the default: ${traffic.length} requests are too few for ${goal}` };
}

/**
 * The threshold of an app with a target, from its own traffic. A floor is kept with 95 % probability (Learn then Test),
 * as far as the judged answers are like the others; a share likewise. Where both cannot be had, the floor counts. Pure.
 * @param setting threshold that holds where no target is set
 * @example chooseTarget(0.7, { qualityFloor: 0.95 }, { traffic, judged }); // { threshold: 0.83, why: '...' }
 */
export function chooseTarget(setting: number, target: AppTarget, known: JudgedTraffic): ChosenThreshold {
  const { qualityFloor, localShare } = target;
  if (qualityFloor !== undefined) return forFloor(setting, qualityFloor, known);
  if (localShare !== undefined) return forShare(setting, localShare, known);
  return { threshold: setting };
}
