import type { SecondOpinionCard } from '../../../src/contract/index.ts';
import { fitPlatt } from '../../../src/router/calibration/platt.ts';

/** A held-out answer. */
export interface Heard {
  readonly logprob: number;
  readonly margin: number;
  readonly right: boolean;
  /** An intent without slots. */
  readonly bare: boolean;
}

/** Answers less likely than this count as this likely: a few of them would bend the whole line. */
const LOWEST = -6;
const WEIGHTS = [0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.5, 2] as const;

type Fit = SecondOpinionCard['bare'];

/** Platt scaling of log-probability + weight x margin, with the weight of the smallest log-loss. */
function fitOne(heard: readonly Heard[]): Fit {
  const right = heard.map((one) => one.right);
  const fits = WEIGHTS.map((weight) => {
    const scores = heard.map(({ logprob, margin }) => Math.max(LOWEST, logprob) + weight * margin);
    const { a, b } = fitPlatt(scores, right);
    const loss = scores.reduce(
      (sum, x, i) => sum + Math.log1p(Math.exp((right[i] ? -1 : 1) * (a * x + b))),
      0,
    );
    return { weight, a, b, loss };
  });
  const { weight, a, b } = fits.reduce((best, one) => (one.loss < best.loss ? one : best));
  return { weight, a, b, n: heard.length };
}

/** A fit for answers that are an intent alone, and one for those with slots. */
export const fitSecond = (heard: readonly Heard[]): Omit<SecondOpinionCard, 'file' | 'field'> => ({
  lowest: LOWEST,
  bare: fitOne(heard.filter(({ bare }) => bare)),
  filled: fitOne(heard.filter(({ bare }) => !bare)),
});
