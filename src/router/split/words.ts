import type { HiddenCounts } from '../../privacy/pseudonyms/pseudonyms.ts';
import type { Note } from './notes.ts';

/** What the local model is asked about one part. */
export const askForNote = (part: string, number: number, parts: number, question: string): string =>
  `Part ${number} of ${parts} of a document:\n\n${part.trim()}\n\n---\nQuestion: ${question}\n\n` +
  'Note in a few short sentences what this part says that helps to answer the question. ' +
  'Keep names, numbers and dates as they are written. If it says nothing about it, write NONE.';

const listed = (notes: readonly Note[]): string =>
  notes.map(({ part, text }) => `[${part}] ${text}`).join('\n');

const READ = 'Notes on a document that was read part by part, each behind the number of its part:';
const ANSWER =
  'Answer from these notes alone, and name the parts that you rely on, such as [2]. If they do not tell, say so.';
const TAKEN_OUT =
  'Words such as <NAME_1> stand for details that were taken out: use them exactly as they are.';

/** What stands in the place of the document. */
export const inItsPlace = (notes: readonly Note[], replaced: boolean): string =>
  `${READ}\n\n${listed(notes)}\n\n${ANSWER}${replaced ? ` ${TAKEN_OUT}` : ''}`;

/** A text without the words that are ours: they are nobody's details, whatever the owner's list holds. */
export const withoutOurs = (text: string): string =>
  [READ, ANSWER, TAKEN_OUT].reduce((rest, ours) => rest.replaceAll(ours, ' '), text);

/** The answer when nobody can write one: the notes themselves. */
export const bareNotes = (notes: readonly Note[], parts: number): string =>
  `Notes on the ${parts} parts of the document:\n\n${listed(notes)}`;

const number = (value: number): string => value.toLocaleString('en-GB');

/** "5 details replaced (2 EMAIL, 3 NAME)" */
function hiddenWords(counts: HiddenCounts): string {
  const entries = Object.entries(counts);
  const all = entries.reduce((sum, [, count]) => sum + count, 0);
  const kinds = entries.map(([kind, count]) => `${count} ${kind}`).join(', ');
  return `${all === 0 ? 'no' : number(all)} personal ${all === 1 ? 'detail' : 'details'} replaced${kinds && ` (${kinds})`}`;
}

/** One sentence on what was read here and what goes on. */
export function splitWords(facts: {
  parts: number;
  documentCharacters: number;
  notes: number;
  sentCharacters: number;
  /** Absent: public content leaves as it is. */
  hidden?: HiddenCounts;
}): string {
  const { parts, documentCharacters, notes, sentCharacters, hidden } = facts;
  return (
    `a document of ${number(documentCharacters)} characters was read here in ${parts} parts; question and notes of ` +
    `${notes} parts go on, ${number(sentCharacters)} characters${hidden ? `, ${hiddenWords(hidden)}` : ''}`
  );
}
