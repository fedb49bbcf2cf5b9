import type { LedgerEntry } from '../../../../../src/contract/index.ts';
import { Card } from '../../../ui/card.tsx';
import { notesOf } from './notes-of.ts';

/** What a person should know beside the figures. */
export function Notes({ entry }: { entry: LedgerEntry }) {
  const notes = notesOf(entry);
  if (notes.length === 0) return null;
  return (
    <Card title="Good to know">
      <ul class="decision-notes">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </Card>
  );
}
