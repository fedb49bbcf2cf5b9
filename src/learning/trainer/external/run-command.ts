import { spawn } from 'node:child_process';
import { NearmostError } from '../../../contract/errors.ts';

export interface CommandOptions {
  /** Program and arguments; no shell reads them. */
  readonly command: readonly string[];
  /** Folder that the command runs in. */
  readonly folder: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Characters of output that an error shows. */
const TAIL = 2000;
/** Time to end by itself before it is killed, in milliseconds. */
const GRACE_MS = 5000;

/**
 * Runs a command to its end, in a group of its own, so that what it started ends with it.
 * @throws NearmostError `engine_missing` when there is no such program, `timeout`, `cancelled`, `engine_crashed` with the end of its output
 */
export async function runCommand({ command, folder, timeoutMs, signal }: CommandOptions): Promise<void> {
  const [program = '', ...args] = command;
  if (signal?.aborted) throw new NearmostError('cancelled', 'The training was stopped before it began.');
  const group = process.platform !== 'win32';
  const child = spawn(program, args, {
    cwd: folder,
    shell: false,
    detached: group,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let tail = '';
  const keep = (text: string): void => {
    tail = (tail + text).slice(-TAIL);
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', keep);
  const end = (kind: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(group ? -child.pid : child.pid, kind);
    } catch {
      // it ended by itself in between
    }
  };
  let why: 'timeout' | 'cancelled' | undefined;
  let grace: NodeJS.Timeout | undefined;
  const stop = (reason: 'timeout' | 'cancelled'): void => {
    why ??= reason;
    end('SIGTERM');
    grace ??= setTimeout(() => end('SIGKILL'), GRACE_MS);
  };
  const timer = setTimeout(() => stop('timeout'), timeoutMs);
  const onAbort = (): void => stop('cancelled');
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const [code, by] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (...result) => resolve(result));
    });
    if (why === 'timeout')
      throw new NearmostError(
        'timeout',
        `The training command "${program}" took longer than ${timeoutMs} ms.`,
        {
          hint: 'Allow more time, or train on fewer texts.',
        },
      );
    if (why === 'cancelled') throw new NearmostError('cancelled', 'The training was stopped.');
    if (code !== 0)
      throw new NearmostError(
        'engine_crashed',
        `The training command "${program}" ended with ${code === null ? by : `code ${code}`}. The end of its output: ${tail.trim() || '(none)'}`,
        { hint: `Run it by hand in ${folder}: ${command.join(' ')}` },
      );
  } catch (error) {
    if (error instanceof NearmostError) throw error;
    throw new NearmostError(
      'engine_missing',
      `The training command "${program}" cannot be started (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}).`,
      { hint: 'Name the program with its whole path.', cause: error },
    );
  } finally {
    clearTimeout(timer);
    clearTimeout(grace);
    signal?.removeEventListener('abort', onAbort);
  }
}
