import { defineCommand, type CommandSpec } from '../command.ts';
import type { Cli } from '../context.ts';

async function parts(cli: Cli) {
  const [{ homeOf }, { openPlaces }, trust, { renderTrust }] = await Promise.all([
    import('../home-of.ts'),
    import('../../adapters/places.ts'),
    import('../../adapters/trust.ts'),
    import('../views/trust.ts'),
  ]);
  return { places: openPlaces(homeOf(cli)), ...trust, renderTrust };
}

const list: CommandSpec = {
  summary: 'list the keys whose skill packages are taken, and your own',
  examples: [['trust list --json', 'for programs']],
  async run(cli) {
    const { places, trustedKeys, renderTrust } = await parts(cli);
    const keys = trustedKeys(places);
    cli.result({ keys });
    cli.say(renderTrust(keys, cli.paint, cli.columns));
  },
};

const add: CommandSpec = {
  summary: 'take skill packages that this key signed',
  args: [['<key>', "ed25519: and 64 digits, from the publisher's own page"]],
  options: [
    { flags: '--name <name>', words: 'what you call its holder' },
    { flags: '--scope <names>', words: 'skills it may sign, by beginning: acme covers acme.title; "*" all' },
  ],
  examples: [['trust add ed25519:<64 digits> --name acme --scope acme', 'skills named acme or acme.*']],
  async run(cli, { args: [key = ''], options }) {
    const { places, addTrust } = await parts(cli);
    const { name, scope } = options as { name?: string; scope?: string };
    const scopes = (scope ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    const added = addTrust(places, { key, name: name ?? '', scopes, addedAt: Date.now() });
    cli.result({ added });
    cli.say(`Skills signed by ${added.name} are taken now: ${added.scopes.join(', ')}`);
  },
};

const remove: CommandSpec = {
  summary: 'take no more packages of a key; what is installed stays',
  args: [['<key>', 'the key, or the name of its holder']],
  examples: [['trust remove acme', 'nothing new of theirs is taken']],
  async run(cli, { args: [key = ''] }) {
    const { places, removeTrust } = await parts(cli);
    const removed = removeTrust(places, key);
    cli.result({ removed });
    cli.say(`${removed.name} is not trusted any more. Their installed skills stay: nearmost skill list`);
  },
};

/** Keeps the keys whose skill packages are taken. */
export const command = defineCommand({
  summary: 'say whose skill packages are taken',
  group: 'Set up',
  rank: 30,
  examples: [['trust', 'the keys, with what they may sign']],
  commands: { list, add, remove },
  run: async (cli, input) => list.run?.(cli, input),
});
