import type { LedgerEntry } from '../../../../../src/contract/index.ts';
import { after, duration, OUTCOME_WORDS, probability } from '../../../format/words.ts';
import { Card } from '../../../ui/card.tsx';
import { PlaceBadge } from '../../../ui/place-badge.tsx';
import { stepsOf } from './steps-of.ts';

/** Who was asked, and when, on a line of time. */
export function Timeline({ entry }: { entry: LedgerEntry }) {
  const { steps, writing, totalMs, timed } = stepsOf(entry);
  if (steps.length === 0) return null;
  const share = (ms: number): string => `${totalMs === 0 ? 0 : (ms / totalMs) * 100}%`;
  const bar = (from: number, ms: number, kind: string) => (
    <span class="timeline-line" aria-hidden="true">
      <span
        class={`timeline-bar timeline-${kind}`}
        style={{ left: share(from), width: `max(3px, ${share(ms)})` }}
      />
    </span>
  );
  return (
    <Card title="Tried">
      <ol class="timeline">
        {steps.map(({ attempt, from, ms }, at) => (
          <li key={at}>
            <div class="timeline-words">
              <strong>{attempt.model}</strong> <PlaceBadge where={attempt.place} />
              <span>{OUTCOME_WORDS[attempt.outcome]}</span>
              {attempt.confidence !== null && (
                <span>
                  sure: {probability(attempt.confidence)}
                  {attempt.rawConfidence !== undefined && ` (as read: ${probability(attempt.rawConfidence)})`}
                </span>
              )}
              <span class="timeline-time">
                {timed && steps.length > 1 && `began after ${after(from)}, took `}
                {duration(attempt.durationMs)}
              </span>
            </div>
            {bar(from, ms, attempt.place)}
            {attempt.detail !== '' && <p class="muted">{attempt.detail}</p>}
          </li>
        ))}
        {writing.ms > totalMs / 100 && entry.status === 'ok' && (
          <li>
            <div class="timeline-words">
              <span>writing the rest</span>
              <span class="timeline-time">{duration(writing.ms)}</span>
            </div>
            {bar(writing.from, writing.ms, 'writing')}
          </li>
        )}
      </ol>
      <p class="decision-note muted">
        From the request to its end: {duration(totalMs)}. The times are measured
        {timed || steps.length === 1
          ? '.'
          : '; when each try began was not kept yet: one is drawn after the other.'}
      </p>
    </Card>
  );
}
