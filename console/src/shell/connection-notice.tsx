import { connection } from '../api/live.ts';
import { storageFull } from '../api/storage.ts';
import { Notice } from '../ui/notice.tsx';

/** What stands between this page and its server, when something does. */
export function ConnectionNotice() {
  return (
    <>
      {connection.value === 'lost' && (
        <Notice level="note" title="Nearmost does not answer just now.">
          What you see is from before. The page tries again by itself; if it stays like this, start Nearmost
          in a terminal: <code>nearmost up</code>
        </Notice>
      )}
      {storageFull.value && (
        <Notice level="note" title="This browser keeps nothing more.">
          Its storage is full or switched off, so new conversations and settings of this page last until you
          close it. Delete old conversations, or free some space in the browser’s settings for this address.
        </Notice>
      )}
    </>
  );
}
