import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isAlive } from './is-alive.ts';

/** Clock ticks from the start of the machine to that of a process; empty where the system does not tell. */
function startOf(pid: number): string {
  try {
    // the name, in brackets, may hold anything; the start is the 20th word after it
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** What tells a process from others, also from a later one with its id: machine, id, start. */
export const markOf = (pid: number): string => `${hostname()} ${pid} ${startOf(pid)}`;

/** Whether the process with this mark is known to have ended. Of another machine, or a mark that is none, nothing is known. */
export function hasEnded(mark: string): boolean {
  const [, host, digits, start] = /^(\S+) (\d+) (\d*)$/.exec(mark) ?? [];
  if (host !== hostname()) return false;
  const pid = Number(digits);
  if (!isAlive(pid)) return true;
  const now = startOf(pid);
  return start !== '' && now !== '' && now !== start;
}
