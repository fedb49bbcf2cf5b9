import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Job, Load } from './load.ts';

export interface Loader {
  run(job: Job): Promise<Load>;
  close(): void;
}

/** Starts the process that makes the load. One job at a time. */
export async function startLoader(): Promise<Loader> {
  const child = fork(new URL('load.ts', import.meta.url), { env: { ...process.env, NODE_NO_WARNINGS: '1' } });
  const next = async (): Promise<unknown> => ((await once(child, 'message')) as unknown[])[0];
  await next();
  return {
    async run(job) {
      const answer = next();
      child.send(job);
      const load = (await answer) as Load & { error?: string };
      if (load.error !== undefined) throw new Error(`load on ${job.origin}: ${load.error}`);
      return load;
    },
    close: () => void child.kill(),
  };
}
