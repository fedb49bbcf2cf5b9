import { resolve } from 'node:path';
import type { Installed } from '../../adapters/install.ts';
import { folderSource } from '../../adapters/folder-source.ts';
import type { CommandSpec } from '../command.ts';
import type { Cli } from '../context.ts';
import { installDeps } from './install-deps.ts';

const NAME = ['<name>', 'as in nearmost skill list'] as const;

/** Says what came of an installation. */
export function tellInstalled(cli: Cli, done: Installed): void {
  const { name, version, before, model, signer, outcome } = done;
  cli.result({ ...done, before: before ?? null });
  if (outcome === 'already') cli.say(`${name} ${version} serves already, as ${model}.`);
  else if (outcome === 'skipped')
    cli.say(
      `${before} serves: you turned back from ${version}. Take it all the same: nearmost skill pull ${name}@${version}`,
    );
  else {
    cli.say(`${cli.paint.bold(`${name} ${version}`)} serves now as ${model}, signed by ${signer.name}.`);
    cli.say(
      before === undefined
        ? `Ask it: nearmost run ${model}`
        : `Before: ${before}. Back to it: nearmost skill rollback ${name}`,
    );
  }
}

export const install: CommandSpec = {
  summary: 'install a package from a folder',
  args: [['<folder>', 'with skill.json and its files']],
  options: [{ flags: '--older', words: 'take it although a newer version was here' }],
  examples: [['skill install ./acme.triage-1.0.0', 'after its signature was checked']],
  async run(cli, { args: [folder = ''], options }) {
    const [deps, { openPackageFolder }, { installPackage }, { copyFrom }] = await Promise.all([
      installDeps(cli),
      import('../../adapters/package-folder.ts'),
      import('../../adapters/install.ts'),
      import('../../adapters/copy-from.ts'),
    ]);
    const found = openPackageFolder(resolve(cli.cwd, folder));
    const { envelope } = found;
    const asked = options['older'] === true;
    const done = await installPackage(deps, {
      envelope,
      source: folderSource(found.folder),
      fetchFile: copyFrom(found),
      asked,
    });
    tellInstalled(cli, done);
  },
};

export const list: CommandSpec = {
  summary: 'list the installed skills, their versions and signers',
  examples: [['skill list --json', 'for programs']],
  async run(cli) {
    const [{ places }, { installedNames, readState }, { renderSkills, skillRow }] = await Promise.all([
      installDeps(cli),
      import('../../adapters/state.ts'),
      import('../views/skills.ts'),
    ]);
    const rows = installedNames(places).map((name) => {
      try {
        return skillRow(name, readState(places, name), Date.now());
      } catch {
        return skillRow(name, undefined, Date.now());
      }
    });
    cli.result({ skills: rows });
    cli.say(renderSkills(rows, cli.paint, cli.columns));
  },
};

export const rollback: CommandSpec = {
  summary: 'serve the version of a skill that was installed before',
  args: [NAME],
  examples: [['skill rollback acme.triage', 'at once, without the network']],
  async run(cli, { args: [name = ''] }) {
    const [deps, { rollbackPackage }] = await Promise.all([
      installDeps(cli),
      import('../../adapters/rollback.ts'),
    ]);
    const done = await rollbackPackage(deps, name);
    cli.result(done);
    cli.say(`${name} ${done.to} serves again instead of ${done.from}; updates leave ${done.from} out.`);
  },
};

export const remove: CommandSpec = {
  summary: 'remove an installed skill with all its versions',
  args: [NAME],
  examples: [['skill remove acme.triage', 'its base stays']],
  async run(cli, { args: [name = ''] }) {
    const [deps, { removePackage }, { notInstalled }, { installedNames }] = await Promise.all([
      installDeps(cli),
      import('../../adapters/remove.ts'),
      import('../../adapters/rollback.ts'),
      import('../../adapters/state.ts'),
    ]);
    if (!installedNames(deps.places).includes(name)) throw notInstalled(name);
    await removePackage(deps, name, (id) => {
      if (deps.store.find(id) ?? deps.store.problems().find((one) => one.id === id)) deps.store.remove(id);
    });
    cli.result({ removed: name });
    cli.say(`${name} is removed.`);
  },
};
