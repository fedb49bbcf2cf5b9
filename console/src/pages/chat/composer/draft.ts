import { signal, type Signal } from '@preact/signals';
import { kept } from '../../../api/storage.ts';
import type { TextFile } from '../tree/turn.ts';

/** What is being written: the words survive a reload, the files as long as the page is open. */
export interface Draft {
  text: Signal<string>;
  files: Signal<TextFile[]>;
}

const drafts = new Map<string, Draft>();
const keyOf = (place: string): string => `nearmost.draft.${place}`;
/** A browser keeps a few megabytes of such small things in all. */
const LONGEST_KEPT = 100_000;

/** The draft of a conversation, or of the next one: `new`. */
export function draftOf(place: string): Draft {
  const known = drafts.get(place);
  if (known) return known;
  const made = { text: signal(kept.read(keyOf(place)) ?? ''), files: signal<TextFile[]>([]) };
  drafts.set(place, made);
  return made;
}

/** Changes the words, and keeps them. */
export function writeDraft(place: string, text: string): void {
  draftOf(place).text.value = text;
  if (text === '') kept.remove(keyOf(place));
  else if (text.length <= LONGEST_KEPT) kept.write(keyOf(place), text);
}

/** It was sent, or is not wanted any more. */
export function dropDraft(place: string): void {
  writeDraft(place, '');
  draftOf(place).files.value = [];
}
