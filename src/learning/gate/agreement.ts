import type { Example } from '../example.ts';
import type { AnswerProfile } from '../student.ts';
import { answerKey, jsonAnswer } from '../students/answer-key.ts';

/** Whether an answer says what the teacher said, 0 to 1. */
export type Agree = (answer: string, truth: string) => number;

/** The same for an example, where it may take time: a judge reads prose. */
export type Compare = (answer: string, example: Example, signal?: AbortSignal) => number | Promise<number>;

/** 1 when both say the same: JSON as a value, other text to the letter but for the space around it. */
export const wholeAgreement: Agree = (answer, truth) => (answerKey(answer) === answerKey(truth) ? 1 : 0);

/** Every leaf of a value with its path; items of arrays share one, so that their order does not count. */
function leaves(value: unknown, path: string, into: Map<string, number>): Map<string, number> {
  if (Array.isArray(value)) for (const item of value) leaves(item, `${path}/*`, into);
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) leaves(inner, `${path}/${JSON.stringify(key)}`, into);
  else {
    const leaf = `${path}=${JSON.stringify(value)}`;
    into.set(leaf, (into.get(leaf) ?? 0) + 1);
  }
  return into;
}

/** F1 of the fields of JSON answers: which leaves, at which path, are in both. Other text: the whole answer. */
export const fieldAgreement: Agree = (answer, truth) => {
  const [left, right] = [jsonAnswer(answer), jsonAnswer(truth)];
  if (left === undefined || right === undefined || answerKey(answer) === answerKey(truth))
    return wholeAgreement(answer, truth);
  const [mine, theirs] = [leaves(left, '', new Map()), leaves(right, '', new Map())];
  let both = 0;
  for (const [leaf, times] of mine) both += Math.min(times, theirs.get(leaf) ?? 0);
  const sum = (counts: Map<string, number>): number =>
    [...counts.values()].reduce((all, one) => all + one, 0);
  const total = sum(mine) + sum(theirs);
  return total === 0 ? 0 : (2 * both) / total;
};

/** What the answers of a skill look like. `inputs` are compared in their exact wording. */
export function profileOf(
  examples: readonly { readonly input: string; readonly output: string }[],
): AnswerProfile {
  const answers = new Set<string>();
  const inputs = new Set<string>();
  let json = 0;
  let long = 0;
  for (const { input, output } of examples) {
    answers.add(answerKey(output));
    inputs.add(input);
    if (jsonAnswer(output)) json++;
    else if (output.length > LABEL_LENGTH) long++;
  }
  const n = examples.length;
  return {
    examples: n,
    distinct: answers.size,
    kind: json > n / 2 ? 'json' : long > n / 2 || answers.size > n * MANY ? 'text' : 'labels',
    repeats: n === 0 ? 0 : 1 - inputs.size / n,
  };
}

/** Longer answers are prose, characters. */
const LABEL_LENGTH = 80;
/** More different answers than this share of the examples are no labels. */
const MANY = 0.8;
