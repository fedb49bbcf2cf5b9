import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { storageFull } from '../../../api/storage.ts';
import { withTurn } from '../tree/tree.ts';
import type { Conversation, Head, Turn } from '../tree/turn.ts';
import { openHistory } from './history.ts';
import { newId } from './new-id.ts';
import { hearTabs, nameOfTab, tellTabs } from './tabs.ts';

const history = openHistory(() => (storageFull.value = true));
const heads = signal<ReadonlyMap<string, Head> | undefined>(undefined);
/** Conversations that were opened in this tab. `missing`: there is none of that id. */
const opened = new Map<string, Signal<Conversation | 'missing' | undefined>>();

export const tab = nameOfTab(newId);

/** Conversations, the newest first; undefined while they are read. */
export const conversations: ReadonlySignal<Head[] | undefined> = computed(() =>
  heads.value ? [...heads.value.values()].sort((a, b) => b.changedAt - a.changedAt) : undefined,
);

async function readHeads(): Promise<void> {
  const known = await history.heads();
  heads.value = new Map(known.map((head) => [head.id, head]));
}

async function read(id: string, into: Signal<Conversation | 'missing' | undefined>): Promise<void> {
  const [all, turns] = await Promise.all([history.heads(), history.turnsOf(id)]);
  const head = all.find((one) => one.id === id);
  // What this tab changed while it was read is newer.
  const before = into.value === 'missing' ? undefined : into.value;
  if (!head) into.value = before ?? 'missing';
  else
    into.value = {
      head: before && before.head.changedAt > head.changedAt ? before.head : head,
      turns: new Map([
        ...turns.map((turn) => [turn.id, turn] as const),
        ...[...(before?.turns ?? [])].filter(
          ([, turn]) => turn.role === 'assistant' && turn.state === 'running' && turn.tab === tab,
        ),
      ]),
    };
}

/** Reads the list once; later changes come by themselves. */
export function beginChats(): void {
  if (heads.peek()) return;
  void readHeads();
  hearTabs(({ conversation, removed }) => {
    void readHeads();
    const open = opened.get(conversation);
    if (!open) return;
    if (removed) open.value = 'missing';
    else void read(conversation, open);
  });
}

/** The conversation of that id, as it changes. */
export function conversationOf(id: string): Signal<Conversation | 'missing' | undefined> {
  const known = opened.get(id);
  if (known) return known;
  const made = signal<Conversation | 'missing' | undefined>(undefined);
  opened.set(id, made);
  void read(id, made);
  return made;
}

/** Shows and keeps a conversation's head, and the turns that changed. */
export function keep(head: Head, ...changed: Turn[]): Promise<void> {
  const open = opened.get(head.id) ?? signal<Conversation | 'missing' | undefined>(undefined);
  opened.set(head.id, open);
  const before = open.peek();
  const begun: Conversation =
    before && before !== 'missing' ? { ...before, head } : { head, turns: new Map() };
  open.value = changed.reduce(withTurn, begun);
  heads.value = new Map(heads.peek()).set(head.id, head);
  return history.save(head, changed).then(() => tellTabs({ conversation: head.id, removed: false }));
}

/** Gives a conversation another title. */
export async function rename(id: string, title: string): Promise<void> {
  const head = heads.peek()?.get(id);
  if (!head) return;
  const named = { ...head, title, named: true };
  heads.value = new Map(heads.peek()).set(id, named);
  const open = opened.get(id);
  if (open?.value && open.value !== 'missing') open.value = { ...open.value, head: named };
  await history.save(named);
  tellTabs({ conversation: id, removed: false });
}

/** Deletes a conversation, with all branches. */
export async function discard(id: string): Promise<void> {
  const open = opened.get(id);
  if (open) open.value = 'missing';
  const left = new Map(heads.peek());
  left.delete(id);
  heads.value = left;
  await history.remove(id);
  tellTabs({ conversation: id, removed: true });
}

/** Ids of conversations in which these words were said. */
export const findSaid = (words: string): Promise<Set<string>> => history.find(words);

/** The conversation as it is now in this tab. */
export function current(id: string): Conversation | undefined {
  const value = opened.get(id)?.peek();
  return value === 'missing' ? undefined : value;
}
