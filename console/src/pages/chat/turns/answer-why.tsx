import './answer-why.css';
import '../../../ui/figure.css';
import { href } from '../../../shell/route.ts';
import { PlaceBadge } from '../../../ui/place-badge.tsx';
import type { AnswerTurn } from '../tree/turn.ts';
import { factsOf } from './facts.ts';

/** Where an answer was made, and why there; with its figures, and the way to the whole decision. */
export function AnswerWhy({ answer }: { answer: AnswerTurn }) {
  const { route, state } = answer;
  if (!route) return null;
  const facts = factsOf(answer);
  return (
    <div class="answer-why">
      <div class="row">
        <PlaceBadge where={route.place} />
        <strong>{route.model.replace(/^local\//, '')}</strong>
        {route.reason !== '' && <span>{route.reason}</span>}
      </div>
      {state !== 'running' && (
        <ul class="answer-facts">
          {(['measured', 'estimated', 'unavailable'] as const)
            .filter((method) => facts[method].length > 0)
            .map((method) => (
              <li key={method}>
                <span class="method">{method}</span>
                <span>{facts[method].join(' · ')}</span>
              </li>
            ))}
          <li>
            <a href={href('now', route.requestId)}>The whole decision</a>
          </li>
        </ul>
      )}
    </div>
  );
}
