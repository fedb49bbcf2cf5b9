import type { Label } from '../../../../../src/contract/index.ts';
import { current, keep } from '../store/chats.ts';
import { newId } from '../store/new-id.ts';
import { choose, pathOf, titleFrom } from '../tree/tree.ts';
import type { Head, TextFile, Turn, UserTurn } from '../tree/turn.ts';
import { ask, runOf } from './runs.ts';

export interface Question {
  text: string;
  files: TextFile[];
}

/** Puts a question below `parent`, and asks it; not while another answer is coming. */
function put(head: Head, parent: string | null, { text, files }: Question): void {
  if (runOf(head.id)) return;
  const now = Date.now();
  const turn: UserTurn = {
    role: 'user',
    id: newId(),
    conversation: head.id,
    parent,
    at: now,
    text,
    files,
  };
  void keep({ ...choose(head, turn), changedAt: now }, turn);
  ask(head.id, turn.id, { model: head.model });
}

/** Begins a conversation with a question; the result is its id. */
export function begin(question: Question, { model, label }: { model: string; label: Label }): string {
  const now = Date.now();
  const title = titleFrom(question.text, question.files[0]?.name);
  const id = newId();
  put({ id, title, named: false, label, model, chosen: {}, createdAt: now, changedAt: now }, null, question);
  return id;
}

/** Asks the next question of a conversation. */
export function goOn(id: string, question: Question): void {
  const conversation = current(id);
  if (conversation) put(conversation.head, pathOf(conversation).at(-1)?.id ?? null, question);
}

/** Asks a question in other words: a branch beside the former one. */
export function askDifferently(turn: UserTurn, text: string): void {
  const conversation = current(turn.conversation);
  if (conversation) put(conversation.head, turn.parent, { text, files: turn.files });
}

/** Shows another branch. */
export function show(turn: Turn): void {
  const conversation = current(turn.conversation);
  if (conversation) void keep(choose(conversation.head, turn));
}

/** Changes what may leave of a conversation, and who is asked. */
export function change(id: string, more: Partial<Pick<Head, 'label' | 'model'>>): void {
  const conversation = current(id);
  if (conversation) void keep({ ...conversation.head, ...more });
}
