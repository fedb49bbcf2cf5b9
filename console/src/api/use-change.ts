import { useState } from 'preact/hooks';
import { call, type CallError } from './call.ts';

/** A change under way. */
export interface Change {
  busy: boolean;
  error: CallError | undefined;
  /** Posts, then calls `onDone`; a second one waits for the first. */
  post: (path: string, body: unknown) => void;
}

/** Sends changes to the server, one at a time. @param onDone hears what it answered */
export function useChange(onDone: (reply: unknown) => void): Change {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CallError>();
  const post = (path: string, body: unknown): void => {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    call<unknown>(path, { body }).then(
      (reply) => {
        setBusy(false);
        onDone(reply);
      },
      (refused: CallError) => {
        setBusy(false);
        setError(refused);
      },
    );
  };
  return { busy, error, post };
}
