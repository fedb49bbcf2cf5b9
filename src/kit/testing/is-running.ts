import { readFileSync } from 'node:fs';

/**
 * Whether a process runs. One that ended does not, even while nobody has asked how: where the first process of a container
 * asks about nobody, that is for ever.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    // the state stands behind the name, which is in brackets
    return !/\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
