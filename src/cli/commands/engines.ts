import { NearmostError } from '../../contract/errors.ts';
import { defineCommand } from '../command.ts';
import type { Cli } from '../context.ts';
import { checkMetered, METERED_OK } from '../metered.ts';
import { UsageError } from '../show-error.ts';

const VARIANTS = ['cpu', 'cuda', 'vulkan', 'metal'];

async function list(cli: Cli): Promise<void> {
  const [{ lookAtEngines }, { renderEngines }] = await Promise.all([
    import('../../owner/device/look-at-engines.ts'),
    import('../views/engines.ts'),
  ]);
  const look = await lookAtEngines();
  cli.result(look);
  cli.say(renderEngines(look, cli.paint, cli.columns));
}

async function install(cli: Cli, wanted: string, options: Record<string, unknown>): Promise<void> {
  let yes = options['yes'] === true;
  const [{ lookAtEngines }, { installPlan }] = await Promise.all([
    import('../../owner/device/look-at-engines.ts'),
    import('../engines/packages.ts'),
  ]);
  const { variants, packages, platform } = await lookAtEngines();
  const variant = variants.find(({ id }) => id === wanted);
  if (variant === undefined)
    throw new NearmostError('unsupported', `There is no build "${wanted}" for ${platform}.`, {
      hint: 'See what there is: nearmost engines',
    });
  if (!variant.works)
    throw new NearmostError('unsupported', `${wanted} would not run here: ${variant.why}.`, {
      hint: 'See what there is: nearmost engines',
    });
  const plan = installPlan(variant.package, packages);
  const line = `${plan.command} ${plan.args.join(' ')}`;
  if (variant.installed) {
    cli.result({ installed: true, changed: false, plan });
    cli.say(`${variant.package} is installed.`);
    return;
  }
  cli.note(`In ${plan.cwd}:\n  ${line}`);
  if (!yes && cli.interactive) {
    const { askChoice } = await import('../ask.ts');
    const choices = [
      { value: 'yes', label: 'run it' },
      { value: 'no', label: 'do nothing' },
    ] as const;
    yes = (await askChoice('Shall npm do this?', [...choices], 'yes')) === 'yes';
  }
  if (yes) {
    const [{ runNpm }, { settingsOf }, { homeOf }] = await Promise.all([
      import('../engines/run-npm.ts'),
      import('../settings-of.ts'),
      import('../home-of.ts'),
    ]);
    await checkMetered(await settingsOf(cli, homeOf(cli)), options, `nearmost engines install ${wanted}`);
    await runNpm(plan, cli.signal);
  }
  cli.result({ installed: yes, changed: yes, plan });
  cli.say(
    yes
      ? `${variant.package} is installed. What models run on: nearmost doctor`
      : 'Nothing was done. To do it: add --yes',
  );
}

/** Shows and adds builds of the text engine. */
export const command = defineCommand({
  summary: 'show which builds of the text engine this machine could use, and add one',
  group: 'Set up',
  rank: 40,
  examples: [
    ['engines', 'CPU, CUDA, Vulkan, Metal: what would run here, and why not'],
    ['engines install vulkan', 'says what npm would do, and asks'],
  ],
  run: (cli) => list(cli),
  commands: {
    install: {
      summary: 'add the one npm package of a build, in the version that belongs to the engine',
      args: [['<variant>', 'cpu, cuda, vulkan or metal']],
      options: [{ flags: '--yes', words: 'do not ask' }, METERED_OK],
      async run(cli, { args: [variant = ''], options }) {
        if (!VARIANTS.includes(variant))
          throw new UsageError(
            `"${variant}" is no build of the text engine.`,
            `It must be one of: ${VARIANTS.join(', ')}.`,
          );
        await install(cli, variant, options);
      },
    },
  },
});
