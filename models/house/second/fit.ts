import type { SecondOpinionCard } from '../../../src/contract/index.ts';
import { logOdds } from '../../../src/router/answer/second-opinion.ts';
import { fitPlatt } from '../../../src/router/calibration/platt.ts';

/** A held-out answer. */
export interface Heard {
  readonly logprob: number;
  readonly margin: number;
  /** Of the tagger. */
  readonly agreement: number;
  readonly right: boolean;
  /** An intent without slots. */
  readonly bare: boolean;
}

/** Answers likelier than e^8 to 1 count as this likely: above it lies noise. */
const MOST = 8;
const WEIGHTS = [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.5, 2, 3, 4, 5] as const;

type Fit = SecondOpinionCard['bare'];

/** Platt scaling of log-odds + weight x margin + weight x agreement, with the weights of the smallest log-loss. */
function fitOne(heard: readonly Heard[], agreements: readonly number[]): Fit {
  const right = heard.map((one) => one.right);
  const odds = heard.map(({ logprob }) => logOdds(logprob, MOST));
  const fits = WEIGHTS.flatMap((weight) =>
    agreements.map((agreement) => {
      const scores = heard.map((one, i) => odds[i]! + weight * one.margin + agreement * one.agreement);
      const { a, b } = fitPlatt(scores, right);
      const loss = scores.reduce(
        (sum, x, i) => sum + Math.log1p(Math.exp((right[i] ? -1 : 1) * (a * x + b))),
        0,
      );
      return { weight, agreement, a, b, loss };
    }),
  );
  const { weight, agreement, a, b } = fits.reduce((best, one) => (one.loss < best.loss ? one : best));
  return { weight, ...(agreement > 0 ? { agreement } : {}), a, b, n: heard.length };
}

/** A fit for answers that are an intent alone, of which the tagger would know less, and one for those with slots. */
export const fitSecond = (heard: readonly Heard[]): Pick<SecondOpinionCard, 'most' | 'bare' | 'filled'> => ({
  most: MOST,
  bare: fitOne(
    heard.filter(({ bare }) => bare),
    [0],
  ),
  filled: fitOne(
    heard.filter(({ bare }) => !bare),
    WEIGHTS,
  ),
});

/** The fit for a tagger's own answers, with and without slots alike: its log-odds, the words' margin, the other tagger's agreement. */
export function fitAhead(heard: readonly Heard[]): Pick<SecondOpinionCard, 'most' | 'bare' | 'filled'> {
  const fit = fitOne(heard, WEIGHTS);
  return { most: MOST, bare: fit, filled: fit };
}
