import { join, resolve } from 'node:path';
import type { Settings } from '../../contract/index.ts';
import type { Home } from '../../store/home.ts';
import type { CommandSpec } from '../command.ts';
import { bytes } from '../format.ts';
import { amount } from '../learn/skill-work.ts';
import { nameAndVersion } from './name-and-version.ts';

const FOLDER = ['<folder>', 'of the package: skill.json and its files'] as const;
const whole = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= 3650;

/** What the terms of a teacher say, for the package. */
async function termsWords(home: Home, settings: Settings): Promise<(teacher: string) => string> {
  const [{ termsOf, termsOfLocal }, { modelsOf }] = await Promise.all([
    import('../../learning/teacher/terms.ts'),
    import('../../store/models-of.ts'),
  ]);
  const store = await modelsOf(home);
  return (teacher) => {
    const [provider = '', ...rest] = teacher.split('/');
    const card = provider === 'local' ? store.find(rest.join('/'))?.card : undefined;
    const { verdict, words } = card ? termsOfLocal(card) : termsOf(provider, settings.providers);
    return `${verdict}: ${words}`;
  };
}

export const pack: CommandSpec = {
  summary: 'make a package of a skill that this device learned, or of a folder',
  args: [['<folder>', 'as `nearmost learn export` writes it, or one with card.json and adapter.gguf']],
  options: [
    { flags: '--as <name@version>', words: 'its name and version: acme.title@1.0.0', parse: nameAndVersion },
    { flags: '--out <folder>', words: 'a new or empty one; default <name>-<version> here' },
    { flags: '--task <words>', words: 'what it does, in a sentence' },
    { flags: '--licence <licence>', words: 'under which others may use it' },
    {
      flags: '--student <version>',
      words: 'which student of an export; default the one that serves',
      parse: amount('a whole number', whole),
    },
    {
      flags: '--with-examples',
      words: 'the examples too, so that others can train it for another base; they hold requests',
    },
    {
      flags: '--days <number>',
      words: 'until it is not installed any more; default 365',
      parse: amount('1 to 3650', whole),
    },
  ],
  examples: [
    ['skill pack ./mail-triage --as acme.triage@1.0.0 --task "Sorts mails." --licence MIT', 'from an export'],
    ['skill sign ./acme.triage-1.0.0', 'then sign it'],
  ],
  async run(cli, { args: [folder = ''], options }) {
    const [{ packSkill }, { homeOf }, { settingsOf }] = await Promise.all([
      import('../../adapters/pack.ts'),
      import('../home-of.ts'),
      import('../settings-of.ts'),
    ]);
    const { as, out, task, licence, student, days, withExamples } = options as {
      as?: { name: string; version?: string };
      out?: string;
      task?: string;
      licence?: string;
      student?: number;
      days?: number;
      withExamples?: boolean;
    };
    const home = homeOf(cli);
    const made = await packSkill({
      from: resolve(cli.cwd, folder),
      cwd: cli.cwd,
      now: Date.now(),
      name: as?.name,
      version: as?.version,
      out,
      task,
      licence,
      student,
      days,
      withExamples,
      termsOf: await termsWords(home, await settingsOf(cli, home)),
    });
    cli.result(made);
    const { name, version, files, expires, dataset } = made.manifest;
    const size = files.reduce((sum, file) => sum + file.bytes, 0);
    cli.say(`${cli.paint.bold(`${name} ${version}`)} is packed: ${bytes(size)} in ${made.folder}`);
    if (withExamples === true)
      cli.note(
        cli.paint.yellow(
          `It holds ${dataset?.examples ?? 0} requests of your apps with their answers, which everybody can read who gets it.`,
        ),
      );
    cli.say(`Devices install it until ${expires.slice(0, 10)}. Sign it: nearmost skill sign ${made.folder}`);
  },
};

export const sign: CommandSpec = {
  summary: 'sign a package with the key of this device, which is made at first use',
  args: [FOLDER],
  examples: [['skill sign ./acme.triage-1.0.0', 'others see your key in it']],
  async run(cli, { args: [folder = ''] }) {
    const [
      { openPackageFolder, checkPackageFiles },
      { signEnvelope, writeEnvelope, ENVELOPE_FILE },
      key,
      { openPlaces },
      { homeOf },
      { writeFileAtomic },
      { keyId },
    ] = await Promise.all([
      import('../../adapters/package-folder.ts'),
      import('../../adapters/envelope.ts'),
      import('../../adapters/owner-key.ts'),
      import('../../adapters/places.ts'),
      import('../home-of.ts'),
      import('../../store/write-file.ts'),
      import('../../adapters/key.ts'),
    ]);
    const found = openPackageFolder(resolve(cli.cwd, folder));
    await checkPackageFiles(found);
    const owner = key.ownerKey(openPlaces(homeOf(cli)));
    const envelope = signEnvelope(found.envelope, owner);
    writeFileAtomic(join(found.folder, ENVELOPE_FILE), writeEnvelope(envelope));
    const { name, version } = envelope.manifest;
    cli.result({ name, version, key: keyId(owner), signatures: envelope.signatures.length });
    cli.say(`${name} ${version} is signed by this device. Publish your key where others can find it:`);
    cli.say(keyId(owner));
  },
};

export const verify: CommandSpec = {
  summary: 'check files, signature and trust of a package without installing it',
  args: [FOLDER],
  examples: [['skill verify ./acme.triage-1.0.0', 'whose it is, and whether it is whole']],
  async run(cli, { args: [folder = ''] }) {
    const [
      { openPackageFolder, checkPackageFiles },
      { findSigner },
      { trustedKeys },
      { openPlaces },
      { homeOf },
      { readWeights },
    ] = await Promise.all([
      import('../../adapters/package-folder.ts'),
      import('../../adapters/find-signer.ts'),
      import('../../adapters/trust.ts'),
      import('../../adapters/places.ts'),
      import('../home-of.ts'),
      import('../../adapters/read-weights.ts'),
    ]);
    const found = openPackageFolder(resolve(cli.cwd, folder));
    const { manifest } = found.envelope;
    await checkPackageFiles(found);
    for (const { file } of manifest.variants) await readWeights(found.path(file));
    const signer = findSigner(found.envelope, trustedKeys(openPlaces(homeOf(cli))));
    const expired = Date.parse(manifest.expires) <= Date.now();
    cli.result({ name: manifest.name, version: manifest.version, signer, expired, manifest });
    cli.say(
      `${cli.paint.bold(`${manifest.name} ${manifest.version}`)} is whole, and signed by ${signer.name}.`,
    );
    cli.say(`For ${manifest.base.id}; licence ${manifest.licence}.`);
    if (expired) cli.note(`It expired on ${manifest.expires.slice(0, 10)} and is not installed any more.`);
  },
};
