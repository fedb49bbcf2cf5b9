import { NearmostError } from '../../contract/errors.ts';
import { defineCommand } from '../command.ts';
import { clock } from '../format.ts';

/** Lets one more browser into the web console of the running server. */
export const command = defineCommand({
  summary: 'print a link that opens the web console in one browser',
  group: 'Start',
  rank: 25,
  examples: [['console', 'open the link that it prints; it works once, within an hour']],
  async run(cli) {
    const { homeOf } = await import('../home-of.ts');
    const { findServer } = await import('../api-find.ts');
    const api = await findServer(homeOf(cli), cli.signal);
    if (api === undefined)
      throw new NearmostError('not_running', 'No server is running, and the console is a part of it.', {
        hint: 'Start it: nearmost up (it prints a link too)',
      });
    const link = await api.post<{ url: string; expiresAt: number }>('/admin/console-link', {});
    cli.result(link);
    cli.say(link.url);
    cli.note(
      cli.paint.dim(
        `For one browser, once, until ${clock(link.expiresAt, Date.now())}. It can do what you can.`,
      ),
    );
  },
});
