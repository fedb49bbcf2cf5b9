import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';

/** A Nearmost server in a process of its own. */
export interface Server {
  url: string;
  token: string;
  pid: number;
  process: ChildProcess;
  /** Asks it to end and waits; kills it after five seconds. */
  stop(): Promise<void>;
}

const BIN = resolve(import.meta.dirname, '../../bin/nearmost.js');

/** Variables that a server under test gets: no keys of the person who runs the benchmark, no settings from outside. */
export function cleanEnv(home: string, more: Record<string, string> = {}): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR ? { TMPDIR } : {}), NEARMOST_HOME: home, ...more };
}

/** Waits for a child to be gone. */
export function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => child.once('exit', () => done()));
}

/**
 * Starts `nearmost up --port 0 --json` and resolves when it is ready.
 * @param env settings as NEARMOST_* variables
 */
export async function startServer(
  home: string,
  env: Record<string, string> = {},
  entry: string = BIN,
): Promise<Server> {
  const child = spawn(process.execPath, [entry, 'up', '--port', '0', '--json'], {
    env: cleanEnv(home, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)));
  const ready = await new Promise<{ url: string; token: string }>((done, fail) => {
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('{')) done(JSON.parse(line) as { url: string; token: string });
    });
    child.once('error', fail);
    child.once('exit', (code, signal) =>
      fail(new Error(`the server ended (${code ?? signal}) before it was ready: ${errors}`)),
    );
  });
  return {
    ...ready,
    pid: child.pid as number,
    process: child,
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 5000);
      await gone(child);
      clearTimeout(late);
    },
  };
}

/** Headers of a request to it. */
export const headers = ({ token }: { token: string }): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
});
