import { type ChildProcess, fork } from 'node:child_process';
import { NearmostError } from '../../contract/errors.ts';
import { childEnv } from './child-env.ts';
import type { FromChild, ToChild } from './protocol.ts';

/** How a child ended. */
interface Exit {
  expected: boolean;
  detail: string;
}

/** A child process with llama.cpp in it, with or without a model. */
export interface Child {
  readonly pid: number;
  /** Settles when llama.cpp is ready to load; rejects when it cannot be started. */
  readonly ready: Promise<void>;
  readonly exited: Promise<Exit>;
  send(message: ToChild): void;
  /** Hears all messages after `ready`. */
  listen(listener: (message: FromChild) => void): void;
  /** Ends the child at once; its memory goes back to the system. */
  kill(): Promise<void>;
}

export interface ChildOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** Use a GPU where node-llama-cpp has a binary for it. */
  gpu: boolean;
}

const KEEP_STDERR = 4000;

/** The child's file beside this package's: `.ts` in a checkout, `.js` when published. */
const CHILD_FILE = new URL(
  `../llama-cpp.child.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`,
  import.meta.url,
);

/** Starts a child. It sees no variable that could hold a key, has no standard input, and dies with this process. */
export function startChild({ env, gpu }: ChildOptions): Child {
  const child: ChildProcess = fork(CHILD_FILE, [], {
    env: { ...childEnv(env), ...(gpu ? { NEARMOST_GPU: 'auto' } : {}) },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-KEEP_STDERR);
  });
  let expected = false;
  let listener: ((message: FromChild) => void) | undefined;
  const gone = Promise.withResolvers<Exit>();
  const started = Promise.withResolvers<undefined>();
  started.promise.catch(() => undefined);

  child.on('message', (message: FromChild) => {
    if (message.type === 'ready') started.resolve(undefined);
    else if (message.type === 'failed' && listener === undefined)
      started.reject(new NearmostError(message.error.code, message.error.message));
    else listener?.(message);
  });
  child.on('error', (error) => {
    started.reject(
      new NearmostError('load_failed', `The engine's process could not be started: ${error.message}.`, {
        cause: error,
      }),
    );
    if (child.pid === undefined) gone.resolve({ expected: false, detail: error.message });
  });
  child.on('exit', (code, signal) => {
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    const last = stderr.trim().split('\n').slice(-2).join(' ').slice(-300);
    const detail = expected ? 'closed' : `${how}${last === '' ? '' : `: ${last}`}`;
    started.reject(
      new NearmostError('load_failed', `The engine's process ended before it was ready (${detail}).`),
    );
    gone.resolve({ expected, detail });
  });
  // A child alone must not keep this process alive; one that is asked something does, see `hold` in loaded-model.ts.
  child.unref();
  child.channel?.unref();
  (child.stderr as unknown as { unref?(): void } | null)?.unref?.();

  return {
    pid: child.pid ?? 0,
    ready: started.promise,
    exited: gone.promise,
    send(message) {
      if (child.connected) child.send(message, () => undefined);
    },
    listen(heard) {
      listener = heard;
    },
    async kill() {
      expected = true;
      child.ref();
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await gone.promise;
    },
  };
}
