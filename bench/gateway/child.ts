import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process of the benchmark that said where it listens. */
export interface Listening {
  pid: number;
  /** The first line of its standard output, as JSON. */
  hello: Record<string, unknown>;
  close(): Promise<void>;
}

const START_MS = 60_000;

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(hard);
}

/** Starts a Node process and waits for the first line of JSON that it prints. */
export async function startNode(args: string[], env: Record<string, string> = {}): Promise<Listening> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)));
  const hello = await new Promise<string>((done, fail) => {
    const late = setTimeout(
      () => fail(new Error(`${args[0]} did not start within ${START_MS} ms: ${errors}`)),
      START_MS,
    );
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const line = /^\s*(\{.*\})\s*\n/m.exec(out);
      if (!line) return;
      clearTimeout(late);
      done(line[1] ?? '');
    });
    child.once('exit', (code) => {
      clearTimeout(late);
      fail(new Error(`${args[0]} ended with ${code}: ${errors}`));
    });
  });
  child.stdout.resume();
  return {
    pid: child.pid ?? 0,
    hello: JSON.parse(hello) as Record<string, unknown>,
    close: () => end(child),
  };
}

/** Seconds of processor time that a process has used; null where the system does not tell. */
export function cpuSeconds(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return null;
  }
}
