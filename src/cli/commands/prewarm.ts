import { NearmostError } from '../../contract/errors.ts';
import type { Prewarmed } from '../../contract/index.ts';
import { defineCommand } from '../command.ts';

const WORDS: Record<Prewarmed['state'], string> = {
  ready: 'is in memory',
  loading: 'is being loaded',
  noted: 'is loaded as soon as there is room that pays',
};

/** Says what will be asked soon. */
export const command = defineCommand({
  summary: 'say that a model will be asked soon, so that the running server loads it early',
  group: 'Models',
  rank: 42,
  args: [['<model>', 'a name as in nearmost ls']],
  examples: [
    ['prewarm house', 'models that answer just now stay where they are'],
    ['prewarm --json house', 'for programs'],
  ],
  async run(cli, { args }) {
    const [{ homeOf }, { findServer }] = await Promise.all([
      import('../home-of.ts'),
      import('../api-find.ts'),
    ]);
    const server = await findServer(homeOf(cli), cli.signal);
    if (server === undefined)
      throw new NearmostError('not_running', 'No server is running that could load a model.');
    const done = await server.post<Prewarmed>('/admin/prewarm', { model: args[0] });
    cli.result(done);
    cli.say(`${done.model} ${WORDS[done.state]}.`);
  },
});
