import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../contract/index.ts';
import { keepPlace } from './keep-place.ts';
import type { KeepPlace } from './kept.ts';
import { forgetKept, pruneKept } from './kept-files.ts';

/** The states of conversations that a home keeps while their model is not in memory. */
export interface Conversations {
  /** Where the engine keeps them; undefined: nowhere. */
  keep: KeepPlace | undefined;
  /** Deletes all of them: a state does not tell whose it is. */
  forget(): void;
}

/** Looks after them at the start: old ones go, and all where none are to be kept. */
export function openConversations(homeDir: string, settings: Settings, now: number): Conversations {
  const folder = join(homeDir, 'cache', 'conversations');
  const keep = keepPlace(folder, settings);
  if (keep) pruneKept(folder, keep.maxAgeMs, now);
  else rmSync(folder, { recursive: true, force: true });
  return {
    keep,
    forget() {
      if (keep) forgetKept(folder);
    },
  };
}
