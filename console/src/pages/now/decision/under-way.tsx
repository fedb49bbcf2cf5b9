import { Card } from '../../../ui/card.tsx';
import { PlaceBadge } from '../../../ui/place-badge.tsx';
import type { Row } from '../live/row.ts';
import { stateOf } from '../live/state-of.ts';

/** A request that has not ended: who was asked so far. */
export function UnderWay({ row }: { row: Row }) {
  const { words, detail } = stateOf(row);
  return (
    <Card title="Under way">
      <p role="status">
        {words}
        {detail !== '' && `: ${detail}`}
      </p>
      <ol class="timeline">
        {row.tries.map(({ model, place }, at) => (
          <li key={at}>
            <strong>{model}</strong> <PlaceBadge where={place} />
          </li>
        ))}
      </ol>
      <p class="decision-note muted">
        App {row.app}, asked for {row.model}. The whole decision is here as soon as the request has ended.
      </p>
    </Card>
  );
}
