import type { LedgerEntry } from '../../../../../src/contract/index.ts';
import { when } from '../../../format/when.ts';
import { duration, labelWords } from '../../../format/words.ts';
import { Card } from '../../../ui/card.tsx';
import { PlaceBadge } from '../../../ui/place-badge.tsx';
import { rowOf } from '../live/row.ts';
import { stateOf } from '../live/state-of.ts';

function sentence(entry: LedgerEntry): string {
  const { kind, detail } = stateOf(rowOf(entry));
  const time = duration(entry.durationMs);
  if (kind === 'cancelled') return `Cancelled after ${time}: the app that asked went away.`;
  if (kind === 'refused') return `Refused: ${detail}. Nobody was asked.`;
  if (kind === 'failed') return `Not answered: ${detail}, after ${time}.`;
  const where = entry.place === 'local' ? 'on this device' : 'in the cloud';
  return `Answered ${where} by ${entry.model} in ${time}.`;
}

/** What became of the request, in a sentence, and why. */
export function Headline({ entry }: { entry: LedgerEntry }) {
  const asked = {
    chat: 'a conversation',
    complete: 'a text to continue',
    embed: 'texts to turn into numbers',
  };
  return (
    <Card>
      <p class="decision-sentence">
        {sentence(entry)} {entry.status === 'ok' && <PlaceBadge where={entry.place} />}
      </p>
      <p>{entry.reason}</p>
      <dl class="decision-facts">
        <div>
          <dt>When</dt>
          <dd>{when.moment(entry.at)}</dd>
        </div>
        <div>
          <dt>App</dt>
          <dd>{entry.app}</dd>
        </div>
        <div>
          <dt>Asked for</dt>
          <dd>{entry.requestedModel}</dd>
        </div>
        <div>
          <dt>Kind</dt>
          <dd>{asked[entry.task]}</dd>
        </div>
        <div>
          <dt>Label</dt>
          <dd>
            {entry.label}: {labelWords(entry)}
          </dd>
        </div>
        <div>
          <dt>Id</dt>
          <dd class="decision-id">{entry.requestId}</dd>
        </div>
      </dl>
    </Card>
  );
}
