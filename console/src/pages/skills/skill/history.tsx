import { when } from '../../../format/when.ts';
import { useState } from 'preact/hooks';
import type { SkillEvent } from '../../../../../src/contract/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { EVENT, named } from '../words.ts';

const FIRST = 10;

/** What happened to a skill, newest first. */
export function History({ events }: { events: readonly SkillEvent[] }) {
  const [all, setAll] = useState(false);
  const shown = events.toReversed().slice(0, all ? undefined : FIRST);
  return (
    <Card title="History">
      <ol class="skill-history">
        {shown.map(({ at, type, words }, index) => (
          <li key={events.length - index}>
            <time class="muted small" dateTime={new Date(at).toISOString()}>
              {when.moment(at)}
            </time>
            <div>
              <strong>{EVENT[type]}.</strong> {type === 'found' ? words : named(words)}
            </div>
          </li>
        ))}
      </ol>
      {events.length > FIRST && (
        <Button kind="quiet" expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Only the newest' : `All ${events.length}`}
        </Button>
      )}
    </Card>
  );
}
