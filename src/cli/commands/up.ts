import { NearmostError } from '../../contract/errors.ts';
import { defineCommand } from '../command.ts';
import { portNumber } from '../options.ts';

/** Starts the server and stays. */
export const command = defineCommand({
  summary: 'start the server for your apps, and the web console',
  group: 'Start',
  rank: 20,
  options: [
    { flags: '-p, --port <number>', words: 'port to listen on; 0 = any free one', parse: portNumber },
    { flags: '--host <address>', words: 'address to listen on' },
    { flags: '-q, --quiet', words: 'no line for each request' },
  ],
  examples: [
    ['up', 'on http://127.0.0.1:9595'],
    ['up --port 0 --json', 'on a free port; prints {"url","token","pid"} and stays'],
  ],
  async run(cli, { options }) {
    const [{ homeOf }, { findServer }, { serveHere, stopped }, view] = await Promise.all([
      import('../home-of.ts'),
      import('../api-find.ts'),
      import('../serve-here.ts'),
      import('../views/up.ts'),
    ]);
    const home = homeOf(cli);
    const other = await findServer(home);
    if (other !== undefined)
      throw new NearmostError(
        'port_in_use',
        `A server of this home already runs at ${other.url} (process ${other.pid}).`,
        {
          hint: `Use it (nearmost run), or stop it first: kill ${other.pid}`,
        },
      );
    const server = {
      ...(typeof options['port'] === 'number' ? { port: options['port'] } : {}),
      ...(typeof options['host'] === 'string' ? { host: options['host'] } : {}),
    };
    const served = await serveHere(home, { server }, { env: cli.env, cwd: cli.cwd });
    const forget =
      options['quiet'] === true || cli.json
        ? undefined
        : served.runtime.on((event) => {
            if (event.type === 'request-end') cli.say(view.requestLine(event.entry, cli.paint, event.at));
          });
    cli.result({ url: served.url, token: served.token, pid: process.pid }, 'line');
    cli.say(
      view.renderUp(
        {
          url: served.url,
          console: served.consoleLink(),
          tokenFile: home.token,
          models: served.runtime.models(),
        },
        cli.paint,
        cli.columns,
      ),
    );
    cli.say();
    await Promise.race([stopped(cli.signal), served.shutdown]);
    forget?.();
    cli.note('Stopping ...');
    await served.close();
  },
});
