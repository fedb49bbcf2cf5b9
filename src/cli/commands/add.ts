import { NearmostError } from '../../contract/errors.ts';
import type { Installed } from '../../adapters/install.ts';
import { folderSource } from '../../adapters/folder-source.ts';
import { defineCommand } from '../command.ts';

/** Installs the skills that an npm package ships. */
export const command = defineCommand({
  summary: 'install the skills that an npm package ships',
  group: 'Models',
  rank: 45,
  args: [['<package>', 'a name in node_modules, or the path of a folder']],
  examples: [
    ['add @acme/mail-app', 'what its package.json names, when its signer is trusted'],
    ['add ./my-app', 'from a folder'],
  ],
  async run(cli, { args: [name = ''] }) {
    const [
      { installDeps },
      { readNpmPackage },
      { openPackageFolder },
      { installPackage },
      { copyFrom },
      { readState },
      { compareVersions },
    ] = await Promise.all([
      import('../skill/install-deps.ts'),
      import('../../adapters/npm-package.ts'),
      import('../../adapters/package-folder.ts'),
      import('../../adapters/install.ts'),
      import('../../adapters/copy-from.ts'),
      import('../../adapters/state.ts'),
      import('../../adapters/version.ts'),
    ]);
    const found = readNpmPackage(name, cli.cwd);
    const packages = found.skills.map((folder) => openPackageFolder(folder));
    const deps = await installDeps(cli);
    const done: Installed[] = [];
    const newer: { name: string; version: string }[] = [];
    for (const one of packages) {
      const { manifest } = one.envelope;
      const here = readState(deps.places, manifest.name);
      // Other apps may have brought a newer version, which serves all of them.
      if (here && compareVersions(manifest.version, here.current) < 0) {
        newer.push({ name: manifest.name, version: here.current });
        continue;
      }
      done.push(
        await installPackage(deps, {
          envelope: one.envelope,
          source: folderSource(one.folder),
          fetchFile: copyFrom(one),
          asked: false,
        }).catch((error: unknown) => {
          const { code, message, hint } = NearmostError.from(error);
          const before = done.map((each) => `${each.name} ${each.version}`).join(', ');
          throw new NearmostError(
            code,
            before === '' ? message : `${message} Installed before it: ${before}.`,
            {
              hint,
              cause: error,
            },
          );
        }),
      );
    }
    cli.result({ package: found.name, version: found.version, skills: done, newer });
    for (const one of newer) cli.say(`${one.name}: ${one.version} is here already, which is newer.`);
    for (const { name: skill, version, model, outcome, signer } of done)
      cli.say(
        outcome === 'installed'
          ? `${cli.paint.bold(`${skill} ${version}`)} serves now as ${model}, signed by ${signer.name}.`
          : `${skill} ${version}: ${outcome === 'already' ? `serves already, as ${model}` : 'left out, as you turned back from it'}.`,
      );
  },
});
