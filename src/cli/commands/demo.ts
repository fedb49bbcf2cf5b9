import { defineCommand } from '../command.ts';
import type { Cli } from '../context.ts';
import { portNumber } from '../options.ts';
import type { ServedHere } from '../serve-here.ts';
import type { Home } from '../../store/home.ts';

/** The environment without settings of the owner: the demo is the same everywhere. Providers and their keys stay. */
function plainEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !name.startsWith('NEARMOST_') || name.startsWith('NEARMOST_PROVIDERS_'),
    ),
  );
}

/** Starts on the usual port, or on any free one when that is taken. */
async function serveSomewhere(
  cli: Cli,
  home: Home,
  wanted: number | undefined,
  sends: boolean,
): Promise<ServedHere> {
  const { serveHere } = await import('../serve-here.ts');
  const start = (port: number): Promise<ServedHere> =>
    serveHere(
      home,
      { server: { port }, label: sends ? 'public' : 'personal' },
      { env: plainEnv(cli.env), cwd: home.dir },
    );
  if (wanted !== undefined) return start(wanted);
  const { NearmostError } = await import('../../contract/errors.ts');
  try {
    return await start(9595);
  } catch (error) {
    if (NearmostError.isInstance(error) && error.code === 'port_in_use') return start(0);
    throw error;
  }
}

/** Plays forty requests against a real server of its own and sums up. */
async function play(cli: Cli, home: Home, options: Record<string, unknown>): Promise<void> {
  const sends = options['send'] === true;
  const port = typeof options['port'] === 'number' ? options['port'] : undefined;
  const [
    { createApi },
    { playOne },
    { REQUESTS },
    advice,
    { keyStates },
    line,
    board,
    up,
    { stopped },
    { wrap },
  ] = await Promise.all([
    import('../api.ts'),
    import('../demo/play.ts'),
    import('../demo/requests.ts'),
    import('../demo/advice.ts'),
    import('../../owner/keys/key-states.ts'),
    import('../demo/turn-line.ts'),
    import('../demo/scoreboard.ts'),
    import('../views/up.ts'),
    import('../serve-here.ts'),
    import('../text.ts'),
  ]);
  const { paint, columns } = cli;
  const served = await serveSomewhere(cli, home, port, sends);
  try {
    const states = await keyStates(served.runtime.settings, cli.env);
    const keys = states.filter(({ origin }) => origin !== null).map(({ provider }) => provider);
    const house = served.runtime.models().find(({ place }) => place === 'local');
    cli.say(
      wrap(
        `${paint.bold('Nearmost')} answers ${REQUESTS.length} requests through its own server at ${paint.bold(served.url)}`,
        columns,
      ),
    );
    cli.say(
      paint.dim(
        wrap(
          house === undefined
            ? 'There is no model on this device: the embedded one is missing (npm run house:train makes it).'
            : `Model on this device: ${house.id}. ${advice.sendingWords(keys, sends)}`,
          columns,
        ),
      ),
    );
    cli.say(`\n${line.turnHead(paint, columns)}`);
    const api = createApi({ url: served.url, token: served.token, signal: cli.signal });
    const turns = [];
    for (const request of REQUESTS) {
      const turn = await playOne(api, request);
      turns.push(turn);
      cli.say(line.turnLine(turn, paint, columns));
    }
    const score = board.scoreOf(turns);
    const { counterfactual } = served.runtime.settings.ledger;
    const stays = options['exit'] !== true;
    cli.result({ url: served.url, stays, score, turns }, stays ? 'line' : undefined);
    cli.say(`\n${board.renderScore(score, advice.adviceFor(keys, sends), counterfactual, paint, columns)}`);
    if (!stays) return;
    cli.say(`\nThe server is up at ${paint.bold(served.url)}. Ask it yourself:\n`);
    cli.say(paint.cyan(up.curlLine(served.url, home.token, 'wake me at 6:30')));
    cli.say(`\n${paint.dim('Stop it with Ctrl-C; its folder goes with it. For good: nearmost up')}`);
    await Promise.race([stopped(cli.signal), served.shutdown]);
  } finally {
    await served.close();
  }
}

/** Shows the main job on this machine. */
export const command = defineCommand({
  summary: 'see forty real requests answered, each decision explained',
  group: 'Start',
  rank: 10,
  options: [
    { flags: '--exit', words: 'end after the scoreboard instead of leaving the server up' },
    { flags: '--send', words: 'requests without a label may go to a provider whose key is set' },
    {
      flags: '-p, --port <number>',
      words: 'port of the server; default 9595, or a free one',
      parse: portNumber,
    },
  ],
  examples: [
    ['demo', 'play it and leave the server up'],
    ['demo --exit --json', 'figures for programs'],
  ],
  async run(cli, { options }) {
    const [{ mkdtemp, rm }, { tmpdir }, { join }, { openHome }] = await Promise.all([
      import('node:fs/promises'),
      import('node:os'),
      import('node:path'),
      import('../../store/home.ts'),
    ]);
    const home = openHome(await mkdtemp(join(tmpdir(), 'nearmost-demo-')));
    try {
      await play(cli, home, options);
    } finally {
      await rm(home.dir, { recursive: true, force: true });
    }
  },
});
