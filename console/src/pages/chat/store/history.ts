import type { Head, Turn } from '../tree/turn.ts';
import { finished, openDatabase, resultOf } from './db.ts';

/** Conversations as they are kept in this browser. Nothing here throws: what the browser refuses lives until the page is closed. */
export interface History {
  heads(): Promise<Head[]>;
  turnsOf(conversation: string): Promise<Turn[]>;
  save(head: Head, turns?: readonly Turn[]): Promise<void>;
  remove(conversation: string): Promise<void>;
  /** Ids of conversations in which these words were said, in any case. */
  find(words: string): Promise<Set<string>>;
}

const latest = <T extends { id: string }>(...lists: Iterable<T>[]): T[] => [
  ...new Map(lists.flatMap((list) => [...list].map((one) => [one.id, one] as const))).values(),
];

/**
 * Opens the history.
 * @param refused called when the browser keeps something no longer
 * @param open the database; a rejection means that there is none
 */
export function openHistory(refused: () => void, open: () => Promise<IDBDatabase> = openDatabase): History {
  /** What the disk did not take. */
  const [heads, turns] = [new Map<string, Head>(), new Map<string, Turn>()];
  let opened: Promise<IDBDatabase | undefined> | undefined;
  const database = (): Promise<IDBDatabase | undefined> => {
    opened ??= open().catch(() => (refused(), undefined));
    return opened;
  };
  /** Does it on disk where there is one; what the disk refuses is as if nothing was there. */
  const onDisk = async <T>(
    mode: IDBTransactionMode,
    work: (stores: { heads: IDBObjectStore; turns: IDBObjectStore }) => Promise<T> | T,
  ): Promise<T | undefined> => {
    const db = await database();
    if (!db) return undefined;
    try {
      const transaction = db.transaction(['heads', 'turns'], mode);
      const stores = { heads: transaction.objectStore('heads'), turns: transaction.objectStore('turns') };
      const [result] = await Promise.all([(async () => work(stores))(), finished(transaction)]);
      return result;
    } catch {
      refused();
      return undefined;
    }
  };

  return {
    heads: async () =>
      latest((await onDisk('readonly', (on) => resultOf<Head[]>(on.heads.getAll()))) ?? [], heads.values()),
    turnsOf: async (conversation) =>
      latest(
        (await onDisk('readonly', (on) =>
          resultOf<Turn[]>(on.turns.index('conversation').getAll(conversation)),
        )) ?? [],
        [...turns.values()].filter((turn) => turn.conversation === conversation),
      ),
    async save(head, changed = []) {
      const kept = await onDisk('readwrite', (on) => {
        on.heads.put(head);
        for (const turn of changed) on.turns.put(turn);
        return true;
      });
      if (kept) {
        heads.delete(head.id);
        for (const { id } of changed) turns.delete(id);
        return;
      }
      heads.set(head.id, head);
      for (const turn of changed) turns.set(turn.id, turn);
    },
    async remove(conversation) {
      heads.delete(conversation);
      for (const turn of turns.values()) if (turn.conversation === conversation) turns.delete(turn.id);
      await onDisk('readwrite', async (on) => {
        on.heads.delete(conversation);
        for (const key of await resultOf(on.turns.index('conversation').getAllKeys(conversation)))
          on.turns.delete(key);
      });
    },
    async find(words) {
      const sought = words.toLowerCase();
      const found = new Set<string>();
      const look = (turn: Turn): void => {
        if (turn.text.toLowerCase().includes(sought)) found.add(turn.conversation);
      };
      for (const turn of turns.values()) look(turn);
      await onDisk(
        'readonly',
        (on) =>
          new Promise<void>((done, fail) => {
            // One at a time: all turns at once may be more than the memory of a phone.
            const request = on.turns.openCursor();
            request.addEventListener('error', () => fail(request.error));
            request.addEventListener('success', () => {
              const cursor = request.result;
              if (!cursor) return done();
              look(cursor.value as Turn);
              cursor.continue();
              return undefined;
            });
          }),
      );
      return found;
    },
  };
}
