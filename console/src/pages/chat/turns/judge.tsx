import { useState } from 'preact/hooks';
import { call, CallError } from '../../../api/call.ts';
import { Button } from '../../../ui/button.tsx';
import { APP } from '../ask/ask-server.ts';
import { current, keep } from '../store/chats.ts';
import type { AnswerTurn } from '../tree/turn.ts';

/** Says whether an answer was good; Nearmost learns from it how sure it must be. */
export function Judge({ answer }: { answer: AnswerTurn }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const { route, verdict } = answer;
  if (!route) return null;
  const say = async (said: 'good' | 'bad'): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await call('/v1/feedback', { body: { request_id: route.requestId, verdict: said, app: APP } });
      const head = current(answer.conversation)?.head;
      if (head) await keep(head, { ...answer, verdict: said });
    } catch (error) {
      setProblem(error instanceof CallError ? error.message : 'It could not be kept.');
    }
    setBusy(false);
  };
  return (
    <>
      {(['good', 'bad'] as const).map((word) => (
        <Button
          key={word}
          kind="quiet"
          icon={word}
          label={word === 'good' ? 'A good answer' : 'A bad answer'}
          pressed={verdict === word}
          disabled={busy}
          onClick={() => void say(word)}
        />
      ))}
      {problem !== undefined && <span role="status">{problem}</span>}
    </>
  );
}
