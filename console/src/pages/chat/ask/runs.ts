import { signal, type Signal } from '@preact/signals';
import type { Place } from '../../../../../src/contract/index.ts';
import { current, keep, tab } from '../store/chats.ts';
import { newId } from '../store/new-id.ts';
import { choose, pathTo } from '../tree/tree.ts';
import type { AnswerTurn } from '../tree/turn.ts';
import { hearAnswer } from './hear-answer.ts';
import { messagesOf } from './messages-of.ts';
import { sometimes } from './sometimes.ts';

/** Between two looks at a growing answer. */
const SHOW_MS = 80;
/** Between two times that a growing answer is kept. */
const KEEP_MS = 2000;

/** An answer that is coming. */
interface Run {
  /** As far as it came. */
  turn: Signal<AnswerTurn>;
  stop: () => void;
}

/** Answers that are coming in this tab, by their turn; they go on while the person looks at other pages. */
export const runs = signal<ReadonlyMap<string, Run>>(new Map());
/** The answer that is coming in a conversation. */
export const runOf = (conversation: string): Run | undefined =>
  [...runs.value.values()].find(({ turn }) => turn.peek().conversation === conversation);
/** What became of the newest answer, to be read out. */
export const announced = signal('');

function words({ state, text, route, problem }: AnswerTurn): string {
  if (state === 'stopped') return 'Stopped.';
  if (problem) return `No answer. ${problem.message}`;
  return `Answered ${route?.place === 'cloud' ? 'in the cloud' : 'on this device'}. ${text.slice(0, 500)}`;
}

/**
 * Asks the question `to` of a conversation, as a new branch below it. The answer comes into the conversation by itself.
 * @param asked which model, and the place it is pinned to
 */
export function ask(conversation: string, to: string, asked: { model: string; route?: Place }): void {
  const begun = current(conversation);
  // One answer at a time: a button that is pressed twice asks once.
  if (!begun || runOf(conversation)) return;
  const { head } = begun;
  const stop = new AbortController();
  let answer: AnswerTurn = {
    role: 'assistant',
    id: newId(),
    conversation,
    parent: to,
    at: Date.now(),
    text: '',
    state: 'running',
    asked,
    tab,
    touchedAt: Date.now(),
  };
  const turn = signal(answer);
  /** Without a head it was deleted in the meantime. */
  const store = async (): Promise<void> => {
    const now = current(conversation)?.head;
    if (now) await keep(now, answer.state === 'running' ? { ...answer, touchedAt: Date.now() } : answer);
  };
  const show = sometimes(SHOW_MS, () => (turn.value = answer));
  const save = sometimes(KEEP_MS, () => void store());
  /** The page is left: most browsers still keep what is handed over now. */
  const left = (): void => void store();
  const grown = (more: AnswerTurn): void => {
    answer = more;
    show.soon();
    save.soon();
  };
  const run = async (): Promise<void> => {
    const messages = messagesOf(pathTo(begun, to));
    answer = await hearAnswer(answer, { ...asked, label: head.label, messages, signal: stop.signal }, grown);
    show.end();
    save.end();
    removeEventListener('pagehide', left);
    announced.value = words(answer);
    const kept = store();
    runs.value = new Map([...runs.peek()].filter(([id]) => id !== answer.id));
    await kept;
  };
  runs.value = new Map(runs.peek()).set(answer.id, { turn, stop: () => stop.abort() });
  addEventListener('pagehide', left);
  void keep({ ...choose(head, answer), changedAt: Date.now() }, answer);
  void run();
}
