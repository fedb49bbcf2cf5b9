import { shuffled } from '../../../kit/random.ts';
import { answerKey } from '../answer-key.ts';
import type { Outcome } from './confidence.ts';
import { decode } from './decode.ts';
import { fit, type FitOptions, type Prepared } from './fit.ts';

/** With more examples one half teaches and some of the other half ask; with fewer all ask in turn. */
const ONE_SPLIT = 600;
const ASKED = 2500;
const FOLDS = 3;

/** Which examples teach and which ask, in every round. */
function rounds(count: number, random: () => number): { teach: number[]; ask: number[] }[] {
  const order = shuffled(random, [...Array.from({ length: count }).keys()]);
  if (count > ONE_SPLIT) {
    const half = Math.ceil(count / 2);
    return [{ teach: order.slice(0, half), ask: order.slice(half, half + ASKED) }];
  }
  return Array.from({ length: FOLDS }, (_, fold) => ({
    teach: order.filter((_, i) => i % FOLDS !== fold),
    ask: order.filter((_, i) => i % FOLDS === fold),
  }));
}

/** Lets part of the examples answer the rest: what the confidence is fitted on. */
export async function crossFit(prepared: Prepared, options: FitOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { teach, ask } of rounds(prepared.samples.length, options.random)) {
    const core = await fit(prepared, teach, options);
    for (const i of ask) {
      const sample = prepared.samples[i];
      const decoded = sample && decode(core, sample.text);
      if (!decoded) continue;
      const right = answerKey(JSON.stringify(decoded.value)) === answerKey(JSON.stringify(sample.value));
      outcomes.push({ signals: decoded.signals, right });
      if (outcomes.length % 200 === 0) await options.pause('');
    }
  }
  return outcomes;
}
