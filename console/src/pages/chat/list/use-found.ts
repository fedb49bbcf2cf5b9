import { useEffect, useState } from 'preact/hooks';
import { findSaid } from '../store/chats.ts';
import type { Head } from '../tree/turn.ts';

/** After the last key: reading everything that was ever said takes a moment. */
const PAUSE_MS = 200;

/** Conversations whose title or words hold what is sought; titles are found at once. */
export function useFound(words: string, all: readonly Head[] | undefined): readonly Head[] {
  const [said, setSaid] = useState<{ words: string; ids: Set<string> }>();
  const sought = words.trim().toLowerCase();
  useEffect(() => {
    if (sought === '') return undefined;
    let over = false;
    const timer = setTimeout(() => {
      void findSaid(sought).then((ids) => {
        if (!over) setSaid({ words: sought, ids });
      });
    }, PAUSE_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [sought, all]);
  if (sought === '') return all ?? [];
  return (all ?? []).filter(
    ({ id, title }) => title.toLowerCase().includes(sought) || (said?.words === sought && said.ids.has(id)),
  );
}
