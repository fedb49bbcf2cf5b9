import { defineCommand, type CommandSpec } from '../command.ts';
import type { Cli } from '../context.ts';
import { wrap } from '../text.ts';

/** A running server hears of the change. */
async function tell(cli: Cli, paths: readonly string[]): Promise<void> {
  const { tellServer } = await import('../tell-server.ts');
  await tellServer(cli, paths);
}

async function load(cli: Cli) {
  const [{ homeOf }, settings, table] = await Promise.all([
    import('../home-of.ts'),
    import('../../store/settings.ts'),
    import('../../store/settings-table.ts'),
  ]);
  const { origins } = await settings.loadSettings({ home: homeOf(cli), cwd: cli.cwd, env: cli.env });
  const descriptions = await table.describeSettings();
  const find = (path: string) => table.findSetting(path, descriptions)?.setting;
  return { origins, descriptions, find };
}

const list: CommandSpec = {
  summary: 'list every setting with its value and where it comes from',
  examples: [['config list --json', 'for programs']],
  async run(cli) {
    const [{ origins, find }, { renderConfig }] = await Promise.all([
      load(cli),
      import('../views/config.ts'),
    ]);
    cli.result(origins);
    cli.say(renderConfig(origins, (path) => find(path)?.description ?? '', cli.paint, cli.columns));
    cli.note(cli.paint.dim('Change one: nearmost config set <setting> <value>'));
  },
};

const get: CommandSpec = {
  summary: 'show one setting',
  args: [['<setting>', 'such as router.threshold']],
  examples: [['config get router.threshold', 'the value alone']],
  async run(cli, { args: [path = ''] }) {
    const { origins, descriptions, find } = await load(cli);
    const found = Object.hasOwn(origins, path) ? origins[path] : undefined;
    const description = find(path);
    if (description === undefined) {
      const { unknownSetting } = await import('../../store/settings-parse.ts');
      throw unknownSetting(path, descriptions, 'nearmost config get');
    }
    const value = found?.value ?? null;
    cli.result({
      setting: path,
      value,
      origin: found?.origin ?? 'default',
      description: description.description,
      accepts: description.range,
    });
    const { valueText } = await import('../../kit/words/value-text.ts');
    cli.say(valueText(found?.value));
    cli.note(
      cli.paint.dim(`${description.description}; ${description.range}; from ${found?.origin ?? 'default'}`),
    );
  },
};

const set: CommandSpec = {
  summary: 'write one setting to config.json',
  args: [
    ['<setting>', 'such as router.threshold'],
    ['<value...>', 'lists are separated by commas or blanks'],
  ],
  examples: [
    ['config set router.threshold 0.8', 'hand over sooner'],
    ['config set server.allowedHosts box.local,box', 'a list'],
  ],
  async run(cli, { args: [path = '', ...values] }) {
    const [{ homeOf }, { setSetting }, { valueText }, { describeSettings, findSetting }] = await Promise.all([
      import('../home-of.ts'),
      import('../../store/settings-write.ts'),
      import('../../kit/words/value-text.ts'),
      import('../../store/settings-table.ts'),
    ]);
    const home = homeOf(cli);
    // Not all settings are read: the one that is set may be what is wrong among them.
    const type = findSetting(path, await describeSettings())?.setting.type;
    // `set server.allowedHosts a b` is a list; `set local.model my model` one text.
    const text = values.join(type === 'list' ? ',' : ' ');
    const value = await setSetting(home, path, text);
    const shown = /(?:^|\.)key$/.test(path) ? 'set' : value;
    cli.result({ setting: path, value: shown, file: home.config });
    cli.say(`${cli.paint.bold(path)} is now ${valueText(shown)} ${cli.paint.dim(`(in ${home.config})`)}`);
    const { origins } = await load(cli);
    const { afterSet } = await import('../after-set.ts');
    for (const note of afterSet(path, origins)) cli.note(cli.paint.yellow(wrap(note, cli.columns)));
    await tell(cli, [path]);
  },
};

const unset: CommandSpec = {
  summary: 'take one setting out of config.json',
  args: [['<setting>', 'such as router.threshold']],
  examples: [['config unset router.threshold', 'back to the default']],
  async run(cli, { args: [path = ''] }) {
    const [{ homeOf }, { unsetSetting }] = await Promise.all([
      import('../home-of.ts'),
      import('../../store/settings-write.ts'),
    ]);
    const home = homeOf(cli);
    const removed = await unsetSetting(home, path);
    cli.result({ setting: path, removed, file: home.config });
    cli.say(removed ? `${path} was taken out of ${home.config}.` : `${path} is not set in ${home.config}.`);
    if (removed) await tell(cli, [path]);
  },
};

const importFile: CommandSpec = {
  summary: "show what another router's file means here; --write takes it over",
  args: [['<file>', 'a Lemonade policy (collection.router) or a LiteLLM configuration (model_list)']],
  options: [{ flags: '--write', words: 'write the settings to config.json' }],
  examples: [
    ['config import litellm.yaml', 'what would change, which keys are needed, what has no equal'],
    ['config import policy.json --write', 'take it over; keys never are'],
  ],
  async run(cli, { args: [file = ''], options }) {
    const [{ homeOf }, { planImport }, { mergeSettings }, { renderImport }] = await Promise.all([
      import('../home-of.ts'),
      import('../policy/plan-import.ts'),
      import('../../store/settings-write.ts'),
      import('../views/import.ts'),
    ]);
    const home = homeOf(cli);
    const { settings, ...plan } = await planImport(cli, home, file);
    const written = options['write'] === true && plan.changes.length > 0;
    if (written) await mergeSettings(home, settings, file);
    cli.result({ ...plan, written });
    cli.say(renderImport(plan, { written, file, config: home.config }, cli.paint, cli.columns));
    if (written) await tell(cli, ['router', 'providers']);
    else if (plan.changes.length > 0)
      cli.note(cli.paint.dim(`Nothing was written. Take it over: nearmost config import ${file} --write`));
  },
};

/** Shows and changes settings. */
export const command = defineCommand({
  summary: 'show and change settings, each with its origin',
  group: 'Set up',
  rank: 20,
  examples: [
    ['config', 'every setting, its value and where it comes from'],
    ['config set router.threshold 0.8', 'hand over sooner'],
    ['config unset router.threshold', 'back to the default'],
  ],
  commands: { list, get, set, unset, import: importFile },
  run: async (cli, input) => list.run?.(cli, input),
});
