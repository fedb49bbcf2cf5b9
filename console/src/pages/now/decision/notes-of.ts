import type { LedgerEntry } from '../../../../../src/contract/index.ts';

/** What a person should know of a decision that its figures do not say. Pure. */
export function notesOf(entry: LedgerEntry): string[] {
  const notes: string[] = [];
  const { place, status, confidence, threshold, calibrated, rawConfidence, costUsd, attempts } = entry;
  if (confidence !== null && !calibrated && rawConfidence === undefined)
    notes.push(
      'How sure the answer is, is a guess: nobody has judged enough answers of this model yet. Judge some, and it learns.',
    );
  if (
    place === 'local' &&
    status === 'ok' &&
    confidence !== null &&
    threshold !== null &&
    confidence < threshold
  )
    notes.push('It was served although it was not sure enough: nobody else could or was allowed to answer.');
  if (place === 'cloud' && status === 'ok' && costUsd === null)
    notes.push(
      'No price of this model is known, so its cost is in no sum. You can state one in the settings.',
    );
  const paid = attempts.filter((attempt) => (attempt.costUsd ?? 0) > 0);
  if (paid.length > 0)
    notes.push(
      `Tries of ${paid.map(({ model }) => model).join(', ')} were paid for, though their answers were not served.`,
    );
  if (attempts.some(({ outcome }) => outcome === 'waited'))
    notes.push('The link to others was gone; the request waited for it.');
  if (attempts.some(({ outcome }) => outcome === 'bridged'))
    notes.push('A model was still being loaded, so another was asked meanwhile.');
  return notes;
}
