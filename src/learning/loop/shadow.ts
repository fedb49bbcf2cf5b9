import type { LoopPolicy } from './policy.ts';

export interface ShadowCase {
  /** Chance of a mistake at this confidence, as the gate found it. */
  readonly expected: number;
  /** It has words that no example has. */
  readonly isNew: boolean;
  /** The watch suspects a change. */
  readonly suspicious: boolean;
  /** The student was shipped a short while ago. */
  readonly canary: boolean;
  /** Share of the last served answers that were chosen for a check. */
  readonly chosen: number;
}

export type Shadow = false | 'random' | 'uncertain' | 'new' | 'drift' | 'canary';

const WHEN_SUSPICIOUS = 0.5;
/** Of the answers of a new student. */
export const WHEN_CANARY = 0.1;
const WHEN_NEW = 0.15;
/** Checks for each mistake that is to be expected. */
const FOR_A_MISTAKE = 2.5;
const MOST_UNCERTAIN = 0.5;

/**
 * Whether a served answer is checked. A part is drawn by chance alone, the same for all answers; more are chosen where a
 * check teaches most, as long as they stay within their share. A suspected change is checked in any case.
 */
export function chooseShadow(one: ShadowCase, policy: LoopPolicy, random: () => number): Shadow {
  if (random() < policy.shadowShare) return 'random';
  const [draw, other] = [random(), random()];
  if (one.suspicious && draw < WHEN_SUSPICIOUS) return 'drift';
  if (one.chosen >= policy.chosenShare) return false;
  if (one.canary && draw < WHEN_CANARY) return 'canary';
  if (draw < Math.min(MOST_UNCERTAIN, one.expected * FOR_A_MISTAKE)) return 'uncertain';
  return one.isNew && other < WHEN_NEW ? 'new' : false;
}
