import { type ChildProcess, spawn } from 'node:child_process';
import { NearmostError } from '../../../contract/errors.ts';

export interface CommandOptions {
  /** Program and arguments; no shell reads them. */
  readonly command: readonly string[];
  /** Folder that the command runs in. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Most time, standing still apart; counted in half seconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Asked twice a second; while it says true the command stands still, where the system can do that (not on Windows). */
  readonly paused?: () => boolean;
}

/** Characters of output that an error shows. */
const TAIL = 2000;
/** Time to end by itself before it is killed, in milliseconds. */
const GRACE_MS = 5000;
/** Time that output may still come after the command has ended: what it left behind may hold the pipe open for ever. */
const REST_MS = 1000;
const ASK_MS = 500;
/** Colours and other control characters, line ends apart. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /\u001B\[[\d;?]*[ -/]*[@-~]|[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g;

/**
 * Runs a command to its end, in a group of its own, so that what it started ends with it, and with this process.
 * @throws NearmostError `engine_missing` when there is no such program, `timeout`, `cancelled`, `engine_crashed` with the end of its output
 */
export async function runCommand(options: CommandOptions): Promise<void> {
  const { command, folder, env, timeoutMs, signal, paused } = options;
  const [program = '', ...args] = command;
  if (signal?.aborted) throw new NearmostError('cancelled', 'The training was stopped before it began.');
  const group = process.platform !== 'win32';
  const child = spawn(program, args, {
    cwd: folder,
    env,
    shell: false,
    detached: group,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let tail = '';
  const keep = (text: string): void => {
    tail = (tail + text).slice(-TAIL);
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', keep);
  const send = (kind: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(group ? -child.pid : child.pid, kind);
    } catch {
      // it ended by itself in between
    }
  };
  let why: 'timeout' | 'cancelled' | undefined;
  let grace: NodeJS.Timeout | undefined;
  let stands = false;
  let ran = 0;
  const stop = (reason: 'timeout' | 'cancelled'): void => {
    why ??= reason;
    send('SIGTERM');
    if (stands) send('SIGCONT');
    grace ??= setTimeout(() => send('SIGKILL'), GRACE_MS);
  };
  const asking = setInterval(() => {
    const stand = group && why === undefined && paused?.() === true;
    if (stand !== stands) send(stand ? 'SIGSTOP' : 'SIGCONT');
    stands = stand;
    if (!stands) ran += ASK_MS;
    if (ran >= timeoutMs) stop('timeout');
  }, ASK_MS);
  const onAbort = (): void => stop('cancelled');
  const onExit = (): void => send('SIGKILL');
  signal?.addEventListener('abort', onAbort, { once: true });
  process.once('exit', onExit);
  try {
    const [code, by] = await ended(child);
    send('SIGKILL');
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
        `The training command "${program}" ended with ${code === null ? by : `code ${code}`}. The end of its output: ${tail.replaceAll(CONTROL, '').trim() || '(none)'}`,
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
    clearInterval(asking);
    clearTimeout(grace);
    process.off('exit', onExit);
    signal?.removeEventListener('abort', onAbort);
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
  }
}

/** Exit code and signal, once the output is there as well. */
function ended(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (...result) => {
      const rest = setTimeout(() => resolve(result), REST_MS);
      child.once('close', () => {
        clearTimeout(rest);
        resolve(result);
      });
    });
  });
}
