import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** More than this of a folder is no list of models. */
const MOST_ENTRIES = 20_000;
const MOST_TEXT = 2 ** 20;

/** Names in a folder, sorted; none where it is no folder or may not be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort().slice(0, MOST_ENTRIES);
  } catch {
    return [];
  }
}

/** Paths of plain files below a folder, as parts; links are followed, but none to a folder above. */
export function filesBelow(folder: string, depth: number): string[][] {
  const found: string[][] = [];
  const walk = (parts: string[], above: readonly string[]): void => {
    for (const name of namesIn(join(folder, ...parts))) {
      if (found.length >= MOST_ENTRIES) return;
      const next = [...parts, name];
      const path = join(folder, ...next);
      // a link to nowhere is listed too: its reader says what is missing
      if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) found.push(next);
      else if (next.length < depth && !above.includes(realpathSync(path)))
        walk(next, [...above, realpathSync(path)]);
    }
  };
  if (namesIn(folder).length > 0) walk([], [realpathSync(folder)]);
  return found;
}

/** The file behind a path, links followed; undefined where there is none. */
export function realFile(path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return statSync(real).isFile() ? real : undefined;
  } catch {
    return undefined;
  }
}

/** A short text file, or undefined. */
export function shortText(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size > MOST_TEXT) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
