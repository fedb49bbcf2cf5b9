import { NearmostError } from '../../contract/errors.ts';
import type { Label } from '../../contract/index.ts';
import { defineCommand, type CommandSpec } from '../command.ts';
import type { Cli } from '../context.ts';
import { oneOf } from '../options.ts';
import { readStdin } from '../read-stdin.ts';
import { wrap } from '../text.ts';

const QUESTION =
  'Requests of your apps carry personal content by default and then never leave.\nMay requests without a label leave this device?';

async function parts(cli: Cli) {
  const [{ homeOf }, { settingsOf }, write, { keyStates }, view] = await Promise.all([
    import('../home-of.ts'),
    import('../settings-of.ts'),
    import('../../store/settings-write.ts'),
    import('../../owner/keys/key-states.ts'),
    import('../views/keys.ts'),
  ]);
  const home = homeOf(cli);
  return { home, settings: await settingsOf(cli, home), ...write, keyStates, ...view };
}

const list: CommandSpec = {
  summary: 'list the providers and where their keys are (never the keys)',
  examples: [['keys list --json', 'for programs']],
  async run(cli) {
    const { settings, keyStates, renderKeys } = await parts(cli);
    const states = await keyStates(settings, cli.env);
    cli.result({ label: settings.label, providers: states });
    cli.say(renderKeys(states, settings.label, cli.paint, cli.columns));
    cli.note(cli.paint.dim('\nAdd one: nearmost keys add <provider>'));
  },
};

/**
 * The key, from a person or a pipe; it never stands on the command line, where others could read it.
 * @param optional a server of one's own may need none: then `''` is a key too
 */
async function readKey(cli: Cli, name: string, fromStdin: boolean, optional: boolean): Promise<string> {
  if (cli.interactive && !fromStdin) {
    const { askSecret } = await import('../ask.ts');
    return askSecret(
      `Key for ${name} (not shown${optional ? '; leave it empty where none is needed' : ''})`,
      optional,
    );
  }
  const key = cli.stdin.isTTY && !fromStdin ? '' : await readStdin(cli);
  if ((key === '' && !optional) || /\s/.test(key))
    throw new NearmostError(
      'config_invalid',
      key === '' ? 'No key was given.' : 'A key is one word; several came.',
      {
        hint: 'Type it at the prompt (nearmost keys add <provider>), or pipe it: nearmost keys add <provider> --key-stdin < key.txt',
        param: 'key',
      },
    );
  return key;
}

async function readLabel(cli: Cli, given: unknown, present: Label): Promise<Label> {
  if (given === 'public' || given === 'personal') return given;
  if (!cli.interactive) return present;
  const { askChoice } = await import('../ask.ts');
  return askChoice<Label>(
    QUESTION,
    [
      {
        value: 'personal',
        label: 'No, they stay here',
        hint: 'only requests that say x-nearmost-label: public may leave',
      },
      { value: 'public', label: 'Yes, they may leave', hint: 'personal and secret ones still never do' },
    ],
    present === 'public' ? 'public' : 'personal',
  );
}

const add: CommandSpec = {
  summary: 'store the key of a provider, and say what may leave',
  args: [['<provider>', 'openai, anthropic, google, ... or a name of your own with --base-url']],
  options: [
    { flags: '--key-stdin', words: 'read the key from standard input' },
    {
      flags: '--label <label>',
      words: 'answer the question: public (may leave) or personal (stays)',
      parse: oneOf('public', 'personal'),
    },
    { flags: '--base-url <url>', words: 'address of another OpenAI-compatible server' },
  ],
  examples: [
    ['keys add openai', 'asks for the key without showing it'],
    ['keys add openai --key-stdin --label personal < key.txt', 'for scripts'],
    ['keys add box --base-url http://192.168.0.5:8000/v1', 'a server on your network'],
  ],
  async run(cli, { args: [id = ''], options }) {
    const { home, settings, setSetting, labelWords } = await parts(cli);
    const { getProvider } = await import('../../providers/registry.ts');
    const baseUrl = options['baseUrl'];
    const known = typeof baseUrl === 'string' ? undefined : await getProvider(id, settings.providers);
    const key = await readKey(
      cli,
      known?.name ?? id,
      options['keyStdin'] === true,
      typeof baseUrl === 'string',
    );
    const label = await readLabel(cli, options['label'], settings.label);
    if (typeof baseUrl === 'string') await setSetting(home, `providers.${id}.baseUrl`, baseUrl);
    if (key !== '') await setSetting(home, `providers.${id}.key`, key);
    if (label !== settings.label) await setSetting(home, 'label', label);
    cli.result({ provider: id, stored: home.config, label });
    const what = key === '' ? 'address of' : 'key for';
    cli.say(`The ${what} ${known?.name ?? id} is stored in ${home.config}, for you alone.`);
    cli.say(wrap(labelWords(label), cli.columns));
    const { tellServer } = await import('../tell-server.ts');
    await tellServer(cli, ['providers']);
    const variable = known?.keyEnv.find((name) => cli.env[name]?.trim());
    if (variable !== undefined)
      cli.note(`${variable} is set in the environment and wins over the stored key.`);
  },
};

const rm: CommandSpec = {
  summary: 'forget the stored key of a provider',
  args: [['<provider>', 'as in nearmost keys list']],
  examples: [['keys rm openai', 'its key leaves config.json']],
  async run(cli, { args: [id = ''] }) {
    const { home, settings, unsetSetting, keyStates } = await parts(cli);
    const { getProvider } = await import('../../providers/registry.ts');
    const provider = await getProvider(id, settings.providers);
    const removed = await unsetSetting(home, `providers.${id}.key`);
    cli.result({ provider: id, removed });
    cli.say(
      removed
        ? `The key for ${provider.name} is gone from ${home.config}.`
        : `No key for ${provider.name} was stored.`,
    );
    if (removed) {
      const { tellServer } = await import('../tell-server.ts');
      await tellServer(cli, ['providers']);
    }
    const variable = provider.keyEnv.find((name) => cli.env[name]?.trim());
    if (variable !== undefined) cli.note(`${variable} is still set in the environment.`);
    const { settingsOf } = await import('../settings-of.ts');
    const left = await keyStates(await settingsOf(cli, home), cli.env);
    if (settings.label === 'public' && left.every(({ origin }) => origin === null))
      cli.note(
        wrap(
          'No provider has a key any more, but requests without a label may still leave once one has (label public). Keep them here: nearmost config set label personal',
          cli.columns,
        ),
      );
  },
};

/** Keeps the keys of providers. */
export const command = defineCommand({
  summary: 'list, add and remove the keys of cloud providers',
  group: 'Set up',
  rank: 10,
  examples: [
    ['keys', 'which providers have a key'],
    ['keys add openai', 'store a key, and say what may leave'],
    ['keys rm openai', 'forget it'],
  ],
  commands: { list, add, rm },
  run: async (cli, input) => list.run?.(cli, input),
});
