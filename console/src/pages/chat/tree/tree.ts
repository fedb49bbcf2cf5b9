import type { Conversation, Head, Turn } from './turn.ts';

const ROOT = 'root';
const keyOf = (parent: string | null): string => parent ?? ROOT;

/** Turns that follow the same turn, in the order in which they came. */
export function childrenOf({ turns }: Conversation, parent: string | null): Turn[] {
  return [...turns.values()]
    .filter((turn) => turn.parent === parent)
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** The turns that are shown: from the first on, at each fork the chosen one, else the newest. */
export function pathOf(conversation: Conversation): Turn[] {
  const { head, turns } = conversation;
  const following = new Map<string | null, Turn[]>();
  for (const turn of turns.values()) {
    const known = following.get(turn.parent);
    if (known) known.push(turn);
    else following.set(turn.parent, [turn]);
  }
  const path: Turn[] = [];
  let parent: string | null = null;
  for (;;) {
    const next: Turn[] = following.get(parent) ?? [];
    const chosen = turns.get(head.chosen[keyOf(parent)] ?? '');
    const turn: Turn | undefined =
      chosen?.parent === parent
        ? chosen
        : next.reduce<Turn | undefined>((best, one) => (!best || one.at >= best.at ? one : best), undefined);
    if (!turn || path.length > turns.size) return path;
    path.push(turn);
    parent = turn.id;
  }
}

/** The turns from the first one to `id`. */
export function pathTo({ turns }: Conversation, id: string | null): Turn[] {
  const path: Turn[] = [];
  for (let turn = turns.get(id ?? ''); turn && path.length <= turns.size; turn = turns.get(turn.parent ?? ''))
    path.unshift(turn);
  return path;
}

/** Shows this turn where there are several. */
export function choose(head: Head, turn: Turn): Head {
  return { ...head, chosen: { ...head.chosen, [keyOf(turn.parent)]: turn.id } };
}

/** Adds a turn, or replaces the one of that id. */
export function withTurn({ head, turns }: Conversation, turn: Turn): Conversation {
  return { head, turns: new Map(turns).set(turn.id, turn) };
}

/** The first words of a question, as a title. */
export function titleFrom(text: string, fallback = 'New conversation'): string {
  const line = text.trim().split('\n', 1)[0]?.replace(/\s+/g, ' ') ?? '';
  if (line === '') return fallback;
  if (line.length <= 60) return line;
  const cut = line.slice(0, 60);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 40))}…`;
}
