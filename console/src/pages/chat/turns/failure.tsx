import './failure.css';
import { href } from '../../../shell/route.ts';
import type { AnswerTurn } from '../tree/turn.ts';
import { failureWords } from './failure-words.ts';

const WAYS = {
  model: { page: 'models', words: 'Get a larger model' },
  provider: { page: 'providers', words: 'See the providers' },
  device: { page: 'device', words: 'See what this device lacks' },
} as const;

/** Why an answer is missing or not whole, and what may help. */
export function Failure({ answer }: { answer: AnswerTurn }) {
  const words = failureWords(answer);
  if (!words) return null;
  const { problem } = answer;
  if (answer.state === 'stopped')
    return (
      <p class="muted">
        {words.title} {words.about}
      </p>
    );
  return (
    <div class="failure">
      <div>
        <strong>{words.title}</strong>
        <p class="muted">{words.about}</p>
      </div>
      {words.ways.length > 0 && (
        <p class="row">
          {words.ways.map((way) => (
            <a key={way} href={href(WAYS[way].page)}>
              {WAYS[way].words}
            </a>
          ))}
        </p>
      )}
      {problem && problem.message !== words.about && (
        <details>
          <summary>What the server said</summary>
          <p>
            {problem.message} {problem.hint}
          </p>
          {problem.requestId !== undefined && (
            <p>
              <a href={href('now', problem.requestId)}>The whole decision</a>
            </p>
          )}
        </details>
      )}
    </div>
  );
}
