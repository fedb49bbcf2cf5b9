import type { LedgerEntry } from '../../../../../src/contract/index.ts';
import { confidenceSource, probability } from '../../../format/words.ts';
import { Figure } from '../../../ui/figure.tsx';
import { ConfidenceBar } from '../list/confidence-bar.tsx';
import { rowOf } from '../live/row.ts';
import { confidenceOf } from '../live/state-of.ts';

/** How sure the answer of this device was, beside how sure it had to be. */
export function Sure({ entry }: { entry: LedgerEntry }) {
  const sure = confidenceOf(rowOf(entry));
  const { threshold } = entry;
  const label = 'How sure the answer from here was';
  if (sure === null)
    return (
      <Figure label={label} method="unavailable">
        {threshold === null ? 'nothing had to be decided' : 'no answer from here was read'}
      </Figure>
    );
  const needed = threshold === null ? [] : [`${probability(threshold)} was needed`];
  const raw = entry.attempts.findLast(({ confidence }) => confidence !== null)?.rawConfidence;
  const source =
    entry.confidence !== null
      ? [confidenceSource(entry)]
      : raw === undefined
        ? ['not served']
        : [`not served; as read: ${probability(raw)}`];
  return (
    <Figure label={label} method="estimated" value={probability(sure)}>
      {[...needed, ...source].join('; ')}
      <span class="decision-bar">
        <ConfidenceBar confidence={sure} threshold={threshold} />
      </span>
    </Figure>
  );
}
