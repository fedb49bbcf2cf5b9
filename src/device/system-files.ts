import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The few files of the system that tell about the machine; absent and unreadable ones are undefined or empty. */
export interface SystemFiles {
  /** Text without white space around it. */
  text(path: string): string | undefined;
  /** Names in a folder, sorted. */
  list(path: string): string[];
}

/** Reads below `root`, `/` on a real machine; tests pass a folder of fixtures. */
export function systemFiles(root = '/'): SystemFiles {
  return {
    text(path) {
      try {
        return readFileSync(join(root, path), 'utf8').trim();
      } catch {
        return undefined;
      }
    },
    list(path) {
      try {
        return readdirSync(join(root, path)).sort();
      } catch {
        return [];
      }
    },
  };
}
