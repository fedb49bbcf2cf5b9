import type { Cli } from '../context.ts';
import type { Learner } from './learner.ts';

/** Works with the running server, or with a runtime of our own that is closed again. */
export async function withLearner<T>(cli: Cli, work: (learner: Learner) => Promise<T>): Promise<T> {
  const [{ homeOf }, { findServer }, { learnAtServer, learnHere }] = await Promise.all([
    import('../home-of.ts'),
    import('../api-find.ts'),
    import('./learner.ts'),
  ]);
  const home = homeOf(cli);
  const api = await findServer(home, cli.signal);
  if (api !== undefined) return work(learnAtServer(api));
  const { createRuntime } = await import('../../runtime.ts');
  const runtime = await createRuntime(undefined, { home: home.dir, env: cli.env, cwd: cli.cwd });
  const learner = learnHere(runtime, cli.signal);
  try {
    return await work(learner);
  } finally {
    await learner.close();
  }
}
