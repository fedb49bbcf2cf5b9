import { textFeatures } from '../features.ts';
import { decodeModel } from './codec.ts';
import { scoresOf } from './linear-model.ts';
import { rowOf } from './vocabulary.ts';

/**
 * What a linear model of words thinks of another model's answer to a text: its score of that answer less its best score of
 * any other, -8 to 8. Undefined: it does not know the answer, or no word of the text.
 */
export type SecondOpinion = (text: string, answer: string) => number | undefined;

const MOST = 8;

/** @param bytes a file of `encodeModel`. @throws NearmostError when it is damaged */
export function readSecondOpinion(bytes: Uint8Array): SecondOpinion {
  const model = decodeModel(bytes);
  const numbers = new Map(model.answers.map((answer, i) => [answer, i]));
  return (text, answer) => {
    const own = numbers.get(answer);
    if (own === undefined || numbers.size < 2) return undefined;
    const row = rowOf(model.vocabulary, textFeatures(text));
    if (row.known === 0) return undefined;
    const scores = scoresOf(model, row);
    let other = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < scores.length; c++) if (c !== own) other = Math.max(other, scores[c]!);
    return Math.max(-MOST, Math.min(MOST, scores[own]! - other));
  };
}
