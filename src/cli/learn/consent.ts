import type { CommandSpec } from '../command.ts';
import type { Cli } from '../context.ts';
import { UsageError } from '../show-error.ts';
import { wrap } from '../text.ts';
import { withLearner } from './with-learner.ts';

const APP = { flags: '--app <name>', words: 'the app, as it names itself in x-nearmost-app' } as const;

function appOf(option: unknown, line: string): string {
  if (typeof option === 'string' && option !== '') return option;
  throw new UsageError('Which app? Name it with --app.', `For example: nearmost ${line} --app mail-triage`);
}

/** What stands in the way of learning from an app's requests; null when nothing does. */
async function obstacle(cli: Cli, app: string): Promise<string | null> {
  const [{ settingsOf }, { homeOf }, { learningObstacle }] = await Promise.all([
    import('../settings-of.ts'),
    import('../home-of.ts'),
    import('../../owner/apps/learning-obstacle.ts'),
  ]);
  const settings = await settingsOf(cli, homeOf(cli));
  return learningObstacle(settings, app);
}

export const on: CommandSpec = {
  summary: "learn from an app's requests, on this device only",
  options: [APP],
  examples: [['learn on --app mail-triage', 'what it hands over now becomes an example']],
  async run(cli, { options }) {
    const app = appOf(options['app'], 'learn on');
    const apps = await withLearner(cli, (learner) => learner.consent(app, true));
    cli.result({ app, on: true, apps });
    cli.say(`Learning from ${app} is on.`);
    cli.say(
      wrap(
        'From now on its requests that are handed over are kept on this device with their answers, and small models learn to answer them here. Secret content is never kept.',
        cli.columns,
      ),
    );
    const words = await obstacle(cli, app);
    if (words !== null) cli.note(cli.paint.yellow(wrap(words, cli.columns)));
    cli.note(cli.paint.dim(`Watch it: nearmost learn status   Stop it: nearmost learn off --app ${app}`));
  },
};

export const off: CommandSpec = {
  summary: "learn no more from an app's requests; what was learned stays but is not used",
  options: [APP],
  examples: [['learn off --app mail-triage', 'nothing more is kept']],
  async run(cli, { options }) {
    const app = appOf(options['app'], 'learn off');
    const apps = await withLearner(cli, (learner) => learner.consent(app, false));
    cli.result({ app, on: false, apps });
    cli.say(`Learning from ${app} is off: nothing more is kept, and what was learned is not used.`);
    cli.note(cli.paint.dim(`Delete what was kept: nearmost learn forget --app ${app}`));
  },
};
