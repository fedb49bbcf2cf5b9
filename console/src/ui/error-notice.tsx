import type { CallError } from '../api/call.ts';
import { Notice } from './notice.tsx';

/** What the server refused, in its words, with its next step. */
export function ErrorNotice({ error }: { error: CallError | undefined }) {
  if (error === undefined || error.status === 401) return null;
  return (
    <Notice level="problem" title={error.message}>
      {error.hint}
    </Notice>
  );
}
