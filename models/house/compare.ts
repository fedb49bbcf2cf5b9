import type { Answer } from './command.ts';

/** What is wrong with an answer; `right` when nothing is. */
export type Verdict =
  | 'right'
  | 'unreadable'
  | 'wrong intent'
  | 'slot missing'
  | 'slot too many'
  | 'slot misnamed'
  | 'value differs';

/** Compares two answers as objects: the order of slots does not matter, everything else does. */
export function compareAnswers(answer: Answer | undefined, gold: Answer): Verdict {
  if (!answer) return 'unreadable';
  if (answer.intent !== gold.intent) return 'wrong intent';
  const missing = Object.keys(gold.slots).filter((slot) => !(slot in answer.slots));
  const extra = Object.keys(answer.slots).filter((slot) => !(slot in gold.slots));
  if (missing.length > 0 && extra.length > 0) return 'slot misnamed';
  if (missing.length > 0) return 'slot missing';
  if (extra.length > 0) return 'slot too many';
  return Object.entries(gold.slots).every(([slot, value]) => answer.slots[slot] === value)
    ? 'right'
    : 'value differs';
}
