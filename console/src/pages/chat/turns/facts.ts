import { sum } from '../../../format/sum.ts';
import { duration, percent } from '../../../format/words.ts';
import type { AnswerTurn } from '../tree/turn.ts';

/** What is known of an answer, by how it is known. */
export interface Facts {
  measured: string[];
  estimated: string[];
  unavailable: string[];
}

/** The figures of an answer in short words, each under its method. */
export function factsOf({ route, figures, state }: AnswerTurn): Facts {
  const facts: Facts = { measured: [], estimated: [], unavailable: [] };
  if (!route) return facts;
  if (figures && figures.firstMs !== null)
    facts.measured.push(`first word after ${duration(figures.firstMs)}`);
  else facts.unavailable.push('time to the first word');
  if (figures && figures.tokensPerSecond !== null)
    facts.measured.push(`${Math.round(figures.tokensPerSecond)} tokens (pieces of words) a second`);
  else facts.unavailable.push(state === 'done' ? 'speed: too short to tell' : 'speed');
  if (route.confidence !== null)
    facts.estimated.push(
      `${percent(route.confidence)} sure to be right${route.threshold === null ? '' : `, ${percent(route.threshold)} needed`}`,
    );
  else facts.unavailable.push('how sure it is');
  if (route.costUsd === null) facts.unavailable.push('cost: no price known');
  else if (route.place === 'local') facts.measured.push(`cost ${sum(route.costUsd)}`);
  else facts.estimated.push(`cost ${sum(route.costUsd)}`);
  return facts;
}
