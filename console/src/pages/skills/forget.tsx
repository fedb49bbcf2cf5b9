import { useEffect, useState } from 'preact/hooks';
import type { ForgetScope } from '../../../../src/contract/index.ts';
import { call, type CallError } from '../../api/call.ts';
import { useChange } from '../../api/use-change.ts';
import { count } from '../../format/words.ts';
import { Ask } from '../../ui/ask.tsx';

interface Counted {
  examples: number;
  students: number;
}

interface ForgetProps {
  scope: ForgetScope;
  /** What it is about, as in "Forget … ?": `the skill “Sort the mail”`. */
  what: string;
  onClose: () => void;
  onForgotten: (counted: Counted) => void;
}

/** Says exactly what would be deleted, asks, and deletes it. */
export function Forget({ scope, what, onClose, onForgotten }: ForgetProps) {
  const [counted, setCounted] = useState<Counted>();
  const [failed, setFailed] = useState<CallError>();
  const { busy, error, post } = useChange((reply) => onForgotten(reply as Counted));
  useEffect(() => {
    const stop = new AbortController();
    call<Counted>('/admin/forget', { body: { ...scope, preview: true }, signal: stop.signal }).then(
      setCounted,
      (refused: CallError) => !stop.signal.aborted && setFailed(refused),
    );
    return () => stop.abort();
  }, []);
  return (
    <Ask
      title={`Forget ${what}?`}
      yes="Delete it"
      no="Keep it"
      danger
      busy={busy}
      waiting={counted === undefined}
      error={error ?? failed}
      onYes={() => post('/admin/forget', scope)}
      onNo={onClose}
    >
      {failed === undefined && (
        <p aria-live="polite">
          {counted === undefined ? (
            'Counting …'
          ) : (
            <>
              This deletes <strong>{count(counted.examples, 'example')}</strong> and{' '}
              <strong>{count(counted.students, 'small model')}</strong> that learned from{' '}
              {counted.examples === 1 ? 'it' : 'them'}
              {'request' in scope ? '' : ', with the history'}. Their text is wiped from the database, not
              only marked. It does not come back.
            </>
          )}
        </p>
      )}
      {'app' in scope && (
        <p class="muted">
          Your consent stays as it is: while learning from this app is on, new requests are kept again.
        </p>
      )}
    </Ask>
  );
}
