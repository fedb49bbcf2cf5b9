import type { CallError } from '../api/call.ts';
import { connection } from '../api/live.ts';
import { Notice } from './notice.tsx';

/** What the server refused, in its words, with its next step. */
export function ErrorNotice({ error }: { error: CallError | undefined }) {
  if (error === undefined || error.status === 401) return null;
  // the frame of the page says it already
  if (error.status === 0 && connection.value === 'lost') return null;
  return (
    <Notice level="problem" title={error.message}>
      {error.hint}
    </Notice>
  );
}
