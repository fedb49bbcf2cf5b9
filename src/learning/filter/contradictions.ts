import { REASONS, type Reason } from './reasons.ts';

/** Newest answers to one input that vote on which is right. */
const VOTERS = 5;

/**
 * Reasons for answers that differ from others to the same input. Of the newest five, more than half must agree: then
 * the others go; else all go. Undefined: kept.
 * @param answers in the order of their time
 */
export function contradictions(
  answers: readonly { readonly input: string; readonly answer: string }[],
): (Reason | undefined)[] {
  const byInput = new Map<string, number[]>();
  answers.forEach(({ input }, i) => byInput.set(input, [...(byInput.get(input) ?? []), i]));
  const reasons: (Reason | undefined)[] = answers.map(() => undefined);
  for (const places of byInput.values()) {
    if (new Set(places.map((i) => answers[i]?.answer)).size < 2) continue;
    const voters = places.slice(-VOTERS).map((i) => answers[i]?.answer);
    const winner = voters.find(
      (answer) => voters.filter((other) => other === answer).length * 2 > voters.length,
    );
    for (const i of places) {
      if (winner === undefined) reasons[i] = REASONS.contradictory;
      else if (answers[i]?.answer !== winner) reasons[i] = REASONS.contradicted;
    }
  }
  return reasons;
}
