import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';

const BIN = resolve(import.meta.dirname, '../../../bin/nearmost.js');

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliPlace {
  home: string;
  env?: Record<string, string>;
}

/** No keys and no settings of the person who runs the tests; days end when they end for the test. */
function envOf({ home, env = {} }: CliPlace): Record<string, string> {
  const { PATH = '', TMPDIR, TZ } = process.env;
  const place = { ...(TMPDIR ? { TMPDIR } : {}), ...(TZ ? { TZ } : {}) };
  return { PATH, HOME: home, NEARMOST_HOME: home, ...place, ...env };
}

function start(place: CliPlace, args: string[], output: number | 'pipe' = 'pipe'): ChildProcess {
  const stdio = ['pipe' as const, output, 'pipe' as const];
  return spawn(process.execPath, [BIN, ...args], { cwd: place.home, env: envOf(place), stdio });
}

/**
 * Runs the real command line to its end.
 * @param input given on standard input, which is then closed
 * @param output a file that takes standard output
 */
export function runCli(place: CliPlace, args: string[], input = '', output?: string): Promise<Ran> {
  const file = output === undefined ? undefined : openSync(output, 'w');
  const child = start({ ...place, home: place.home }, args, file);
  if (file !== undefined) closeSync(file);
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin?.on('error', () => undefined); // a command that reads nothing may be gone by now
  child.stdin?.end(input);
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}

/** A server started with `up --json`. */
export interface UpServer {
  url: string;
  token: string;
  pid: number;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts `up` on a free port and waits until it is ready. */
export async function startUp(place: CliPlace, args: string[] = []): Promise<UpServer> {
  const child = start(place, ['up', '--port', '0', '--json', ...args]);
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) => {
    child.once('close', (code, signal) => done({ code, signal }));
  });
  const ready = await new Promise<{ url: string; token: string; pid: number }>((done, fail) => {
    if (child.stdout) createInterface(child.stdout).once('line', (line) => done(JSON.parse(line)));
    void ended.then(({ code }) => fail(new Error(`nearmost up ended with ${code}: ${stderr}`)));
  });
  return {
    ...ready,
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}
