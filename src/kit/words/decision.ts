import type { Attempt, Label, LedgerEntry } from '../../contract/index.ts';
import { count } from './count.ts';
import { money } from './money.ts';
import { probability } from './probability.ts';

const LABEL_WORDS: Record<Label, string> = {
  public: 'may leave this device',
  personal: 'stays on this device',
  secret: 'stays on this device',
};

/** What became of a try. */
export const OUTCOME_WORDS: Record<Attempt['outcome'], string> = {
  answered: 'answered',
  proposed: 'proposed',
  condensed: 'took notes',
  low_confidence: 'not sure enough',
  declined: 'not its business',
  bridged: 'being loaded',
  waited: 'waited',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** Whether question and notes were all that left of a document. */
const isSplit = ({ attempts }: LedgerEntry): boolean =>
  attempts.some(({ outcome }) => outcome === 'condensed');

/** Where the content of the request may go. */
export function labelWords(entry: LedgerEntry): string {
  const released = entry.label === 'personal' && entry.egressBytes > 0 && isSplit(entry);
  return released
    ? 'stays on this device; question and notes left with details replaced (router.split)'
    : LABEL_WORDS[entry.label];
}

/** What was paid, and what the cloud would have taken. */
export function costWords(entry: LedgerEntry): string {
  if (entry.place === 'cloud') return entry.costUsd === null ? 'no price is known' : money(entry.costUsd);
  if (entry.counterfactualUsd === null) return money(entry.costUsd);
  return `${money(entry.costUsd)}; the cloud would have taken about ${money(entry.counterfactualUsd)} (estimated)`;
}

/** How a confidence came to be. */
export function confidenceSource(entry: Pick<LedgerEntry, 'rawConfidence' | 'calibrated'>): string {
  if (entry.rawConfidence !== undefined)
    return `corrected by judged answers from ${probability(entry.rawConfidence)}`;
  return entry.calibrated
    ? 'calibrated on held-out data'
    : 'a guess: no calibration, and too few judged answers yet';
}

/** How sure the answer was, and how sure it had to be. */
export function confidenceWords(entry: LedgerEntry): string {
  if (entry.confidence === null) return 'none read';
  const needed = entry.threshold === null ? '' : `, ${probability(entry.threshold)} was needed`;
  return `${probability(entry.confidence)}${needed} (${confidenceSource(entry)})`;
}

/** Tokens in and out. */
export function tokenWords(entry: LedgerEntry): string {
  if (entry.inputTokens === null && entry.outputTokens === null) return 'not counted';
  const cached = entry.cachedInputTokens ? ` (${entry.cachedInputTokens} reused)` : '';
  return `${entry.inputTokens ?? '?'} in${cached}, ${entry.outputTokens ?? '?'} out`;
}

/** What left this device, and to whom. */
export function leftWords(entry: LedgerEntry): string {
  if (entry.egressBytes === 0) return 'nothing left this device';
  const to = entry.attempts.filter((attempt) => attempt.place === 'cloud').map((attempt) => attempt.model);
  const what = isSplit(entry) ? 'question and notes' : 'the request';
  return `${count(entry.egressBytes, 'byte')} of ${what}, to ${[...new Set(to)].join(', ') || 'the cloud'}`;
}
