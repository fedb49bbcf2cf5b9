import { sameJson } from './same-json.ts';
import type { Proposal } from './proposal.ts';
import { similar } from './similar.ts';

/** Prose that shares so much says the same. */
const ALIKE = 0.8;

/** Whether two proposals say the same: as JSON where both are, else in nearly the same words. */
export function agree(a: Proposal, b: Proposal): boolean {
  if (a.value !== undefined && b.value !== undefined) return sameJson(a.value) === sameJson(b.value);
  return a.value === b.value && similar(a.text, b.text) >= ALIKE;
}

/**
 * Whether the rest need not be asked: two agree and are sure. Both are whole and at least as sure as `threshold`.
 * @returns all that say so; undefined: ask on
 */
export function settledBy(proposals: readonly Proposal[], threshold: number): Proposal[] | undefined {
  // who abstains has a confidence of 0
  const sure = proposals.filter(
    ({ finish, confidence }) => finish === 'stop' && confidence > 0 && confidence >= threshold,
  );
  const one = sure.find((a) => sure.some((b) => a !== b && agree(a, b)));
  return one && sure.filter((other) => agree(one, other));
}
