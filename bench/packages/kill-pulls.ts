import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cleanEnv } from '../lib/server.ts';

const BIN = resolve(import.meta.dirname, '../../bin/nearmost.js');

/**
 * Runs a command of the command line on a home and kills it after a while.
 * @param afterMs undefined: it may end
 * @returns true when it ended by itself
 */
export async function runAndKill(
  home: string,
  args: string[],
  afterMs: number | undefined,
): Promise<boolean> {
  const child = spawn(process.execPath, [BIN, ...args], {
    stdio: 'ignore',
    env: { ...cleanEnv(home), NEARMOST_HOME: home },
  });
  const ended = new Promise<boolean>((done) => child.once('exit', (code) => done(code === 0)));
  if (afterMs === undefined) return ended;
  const first = await Promise.race([ended.then(() => 'ended'), delay(afterMs, 'late')]);
  if (first === 'late') child.kill('SIGKILL');
  return (await ended) && first === 'ended';
}
