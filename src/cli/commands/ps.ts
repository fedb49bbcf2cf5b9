import type { LoadedModelState } from '../../contract/index.ts';
import { defineCommand } from '../command.ts';

/** Shows what the running server holds in memory. */
export const command = defineCommand({
  summary: 'show the models in memory',
  group: 'Models',
  rank: 40,
  examples: [
    ['ps', 'models, their memory and what they are doing'],
    ['ps --json', 'the same for programs'],
  ],
  async run(cli) {
    const { homeOf } = await import('../home-of.ts');
    const { findServer } = await import('../api-find.ts');
    const api = await findServer(homeOf(cli), cli.signal);
    if (api === undefined) {
      cli.result({ running: false, models: [] });
      cli.say('No server is running, so no model is in memory. Start it: nearmost up');
      return;
    }
    const { models } = await api.get<{ models: LoadedModelState[] }>('/admin/ps');
    cli.result({ running: true, url: api.url, pid: api.pid, models });
    if (models.length === 0) {
      cli.say(`The server at ${api.url} runs and holds no model: one is loaded when it is first asked.`);
      return;
    }
    const { renderLoaded } = await import('../views/models.ts');
    cli.say(renderLoaded(models, cli.paint, cli.columns, Date.now()));
  },
});
