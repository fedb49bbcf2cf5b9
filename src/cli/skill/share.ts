import { resolve } from 'node:path';
import { NearmostError } from '../../contract/errors.ts';
import type { Pulled } from '../../adapters/pull.ts';
import { isFolderSource } from '../../adapters/folder-source.ts';
import type { CommandSpec } from '../command.ts';
import { bytes } from '../format.ts';
import { METERED_OK } from '../metered.ts';
import { UsageError } from '../show-error.ts';
import { visible } from '../text.ts';
import { installDeps } from './install-deps.ts';
import { tellInstalled } from './installed.ts';
import { nameAndVersion } from './name-and-version.ts';
import { checkMeteredSources, withRegistries } from './registry.ts';

const hostList = (text: string): string[] =>
  text
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');
const ALLOW = {
  flags: '--allow-host <hosts>',
  words: 'other hosts that the registry may point to for bytes',
  parse: hostList,
};
const WHERE = 'a folder, https://<host>/<path>, or oci://<host>/<path>';

/** @throws UsageError for what is no name of a skill */
function readName(text: string): { name: string; version?: string } {
  try {
    return nameAndVersion(text);
  } catch (error) {
    throw new UsageError(
      (error as Error).message,
      'For example: nearmost skill pull acme.title --from <registry>',
    );
  }
}

export const publish: CommandSpec = {
  summary: 'publish a signed package in a registry',
  args: [['<folder>', 'of the package']],
  options: [{ flags: '--to <registry>', words: 'a folder, or oci://<host>/<path>' }, ALLOW],
  examples: [
    ['skill publish ./acme.triage-1.0.0 --to ./registry', 'a folder that any web server can serve'],
    ['skill publish ./acme.triage-1.0.0 --to oci://ghcr.io/acme/skills', 'an OCI registry'],
  ],
  async run(cli, { args: [folder = ''], options }) {
    const { to, allowHost = [] } = options as { to?: string; allowHost?: string[] };
    if (to === undefined) throw new UsageError('Where to? --to is needed.', `It is ${WHERE}.`);
    const [{ openPackageFolder }, { publishPackage }] = await Promise.all([
      import('../../adapters/package-folder.ts'),
      import('../../adapters/publish.ts'),
    ]);
    const made = openPackageFolder(resolve(cli.cwd, folder));
    const { name, version } = made.envelope.manifest;
    await withRegistries(cli, async (open) => {
      const registry = open(to, allowHost);
      const sentBytes = await publishPackage(registry, made, Date.now());
      cli.result({ name, version, registry: registry.address, sentBytes });
      cli.say(
        `${cli.paint.bold(`${name} ${version}`)} is in ${registry.address}; ${bytes(sentBytes)} were sent.`,
      );
      cli.say(`Others take it with: nearmost skill pull ${name} --from ${registry.address}`);
    });
  },
};

export const pull: CommandSpec = {
  summary: 'take a skill from a registry, and install it when its signer is trusted',
  args: [['<name>', 'acme.title for the newest, acme.title@1.0.0 for a certain one']],
  options: [
    { flags: '--from <registry>', words: `${WHERE}; default: where it came from last` },
    ALLOW,
    METERED_OK,
  ],
  examples: [
    ['skill pull acme.title --from https://skills.acme.example', 'the newest version'],
    ['skill pull acme.title@1.0.0', 'an older one, from where it came before'],
  ],
  async run(cli, { args: [text = ''], options }) {
    const { name, version } = readName(text);
    const { from, allowHost } = options as { from?: string; allowHost?: string[] };
    const [deps, { readState }, { pullPackage }] = await Promise.all([
      installDeps(cli),
      import('../../adapters/state.ts'),
      import('../../adapters/pull.ts'),
    ]);
    const state = readState(deps.places, name);
    const source = from ?? state?.source;
    if (source === undefined || isFolderSource(source))
      throw new UsageError('Where from? --from is needed.', `It is ${WHERE}.`);
    const line = ['nearmost skill pull', text, ...(from === undefined ? [] : ['--from', from])].join(' ');
    await checkMeteredSources(cli, [source], options, line);
    const hosts = allowHost ?? state?.hosts ?? [];
    const done = await withRegistries(cli, (open) =>
      pullPackage(deps, { registry: open(source, hosts), name, version, hosts }),
    );
    tellInstalled(cli, done);
    if (done.moved.bytes > 0) cli.note(cli.paint.dim(movedWords(done)));
  },
};

const movedWords = ({ moved }: Pulled): string =>
  moved.bytes < moved.whole
    ? `${bytes(moved.bytes)} were fetched instead of ${bytes(moved.whole)}.`
    : `${bytes(moved.bytes)} were fetched.`;

interface Updated {
  name: string;
  done?: Pulled;
  error?: NearmostError;
}

export const update: CommandSpec = {
  summary: 'bring installed skills to their newest version',
  args: [['[name...]', 'as in nearmost skill list; default all']],
  options: [METERED_OK],
  examples: [
    ['skill update', 'all that came from a registry'],
    ['skill update acme.title', 'one'],
  ],
  async run(cli, { args, options }) {
    const [deps, { installedNames, readState }, { pullPackage }, { notInstalled }] = await Promise.all([
      installDeps(cli),
      import('../../adapters/state.ts'),
      import('../../adapters/pull.ts'),
      import('../../adapters/rollback.ts'),
    ]);
    const known = installedNames(deps.places);
    const missing = args.find((name) => !known.includes(name));
    if (missing !== undefined) throw notInstalled(missing);
    const sourceOf = (name: string): string => {
      try {
        return readState(deps.places, name)?.source ?? '';
      } catch {
        return ''; // damaged: told below
      }
    };
    const names = args.length > 0 ? args : known.filter((name) => !isFolderSource(sourceOf(name)));
    await checkMeteredSources(
      cli,
      names.map(sourceOf),
      options,
      ['nearmost skill update', ...args].join(' '),
    );
    const one = async (
      name: string,
      open: Parameters<Parameters<typeof withRegistries>[1]>[0],
    ): Promise<Updated> => {
      try {
        const { source = '', hosts = [] } = readState(deps.places, name) ?? {};
        if (isFolderSource(source))
          throw new NearmostError(
            'invalid_request',
            `${name} came from a folder, so nobody knows of newer versions.`,
            {
              hint: 'Install a newer one: nearmost skill install <folder>',
            },
          );
        return { name, done: await pullPackage(deps, { registry: open(source, hosts), name, hosts }) };
      } catch (error) {
        return { name, error: NearmostError.from(error) };
      }
    };
    const results: Updated[] = [];
    await withRegistries(cli, async (open) => {
      for (const name of names) results.push(await one(name, open));
    });
    const [failed] = results.flatMap(({ error }) => error ?? []);
    if (failed && results.every(({ error }) => error)) throw failed;
    cli.result({
      skills: results.map(({ name, done, error }) => ({
        name,
        ...done,
        ...(error ? { error: error.toJSON() } : {}),
      })),
    });
    for (const { name, done, error } of results) {
      if (error) cli.note(visible(`${name}: ${error.message}\n  ${error.hint}`));
      if (!done) continue;
      const { outcome, version, before, expires } = done;
      if (outcome === 'installed')
        cli.say(`${name}: ${before ?? 'nothing'} -> ${cli.paint.bold(version)}. ${movedWords(done)}`);
      else
        cli.say(
          `${name}: ${before ?? version}, ${outcome === 'already' ? 'the newest' : `${version} is left out, as you wished`}`,
        );
      if (Date.parse(expires) <= Date.now())
        cli.note(
          `${name} ${version} expired on ${expires.slice(0, 10)} and nothing newer is shown: the registry may be holding you back.`,
        );
    }
    if (results.length === 0) cli.say('No installed skill came from a registry.');
  },
};
