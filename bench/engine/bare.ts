import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AskedName, Decoded, Side } from './side.ts';

/** What a side is opened with. */
export interface SideOptions {
  path: string;
  sequences: number;
  contextSize: number;
  threads: number;
  asked: AskedName;
}

/** The bare binding, in a process of its own. */
export async function openBare(options: SideOptions): Promise<Side> {
  const { path, sequences, contextSize, threads, asked } = options;
  const child = fork(
    new URL('./bare.child.ts', import.meta.url),
    [path, sequences, contextSize, threads, asked].map(String),
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] },
  );
  await once(child, 'message');
  let round = 0;
  return {
    name: 'bare binding',
    async decode(streams, tokens) {
      child.send({ streams, tokens, round: (round += 1) });
      const [result] = (await once(child, 'message')) as [Decoded];
      return result;
    },
    async close() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
