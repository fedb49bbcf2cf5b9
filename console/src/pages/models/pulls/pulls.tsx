import './pulls.css';
import type { PullStatus } from '../../../../../src/contract/index.ts';
import { Card } from '../../../ui/card.tsx';
import { PullRow } from './pull-row.tsx';
import { isUnderWay } from './pull-words.ts';

/** Models on their way, and those that came or stopped lately; nothing where there are none. */
export function Pulls({ pulls, onChange }: { pulls: readonly PullStatus[]; onChange: () => void }) {
  if (pulls.length === 0) return null;
  return (
    <Card title={pulls.every(({ state }) => state === 'done') ? 'Came lately' : 'On their way'}>
      <ul class="pulls">
        {pulls.map((pull) => (
          <PullRow key={pull.model} pull={pull} onChange={onChange} />
        ))}
      </ul>
      {pulls.some(isUnderWay) && (
        <p class="muted small pulls-note">
          This goes on when you close the page. What came is kept when it stops.
        </p>
      )}
    </Card>
  );
}
