import type { Figure } from '../contract/index.ts';
import type { Sums } from './sums.ts';

/** What money rests on. */
export interface PriceNote {
  /** Model of the counterfactual: `openai/gpt-4o-mini`. */
  counterfactual: string;
  /** Name and date of the price list. */
  source: string;
  date: string;
}

const measured = (value: number): Figure => ({ value, method: 'measured' });
const unavailable = (note: string): Figure => ({ value: null, method: 'unavailable', note });
const list = ({ date, source }: PriceNote): string => `list prices of ${date} (${source})`;
const without = (unpriced: number): string =>
  unpriced === 0 ? '' : `; without ${unpriced} answers that have no known price`;

/** Money paid: counted tokens times list prices, so an estimate, except where nothing was bought. */
export function costFigure(sums: Sums, prices: PriceNote): Figure {
  const bought = sums.answered > sums.answeredLocally || sums.costUsd > 0 || sums.unpriced > 0;
  if (!bought) return measured(0);
  if (sums.costUsd === 0 && sums.unpriced > 0)
    return unavailable(`${sums.unpriced} cloud answers have no known price`);
  return { value: sums.costUsd, method: 'estimated', note: list(prices) + without(sums.unpriced) };
}

/** What the answers from this device would have cost with the owner's cloud model. */
export function savedFigure(sums: Sums, prices: PriceNote): Figure {
  if (sums.answeredLocally === 0) return measured(0);
  if (sums.counterfactualKnown === 0) return unavailable(`no price is known for ${prices.counterfactual}`);
  const missing = sums.answeredLocally - sums.counterfactualKnown;
  return {
    value: sums.counterfactualUsd,
    method: 'estimated',
    note:
      `the same tokens with ${prices.counterfactual}, ${list(prices)}` +
      (missing === 0 ? '' : `; ${missing} answers not counted`),
  };
}

/** What all answers would have cost with the cloud alone. @param paid money for the answers from the cloud */
export function cloudOnlyFigure(sums: Sums, paid: number, prices: PriceNote): Figure {
  if (sums.answered === 0) return unavailable('no answers');
  const unknown = sums.answeredLocally - sums.counterfactualKnown + sums.unpriced;
  if (unknown >= sums.answered) return unavailable(`no price is known for ${prices.counterfactual}`);
  return {
    value: paid + sums.counterfactualUsd,
    method: 'estimated',
    note: `answers from here with ${prices.counterfactual}, ${list(prices)}${without(unknown)}`,
  };
}
