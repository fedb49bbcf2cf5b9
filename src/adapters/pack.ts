import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NearmostError } from '../contract/errors.ts';
import { checkManifest, EXAMPLES_FILE, type Manifest } from './manifest.ts';
import { cardSource } from './pack-card.ts';
import { exportSource } from './pack-export.ts';
import { writePackageFolder } from './package-folder.ts';
import { plainDigest } from './plain-file.ts';
import { readWeights } from './read-weights.ts';

/** What a folder tells of a skill that is to be packed. */
export interface PackSource {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly task: string | undefined;
  readonly licence: string | undefined;
  /** Path of the weights. */
  readonly weights: string;
  readonly base: { readonly id: string; readonly sha256: string };
  readonly serve: Manifest['serve'];
  readonly eval: Manifest['eval'];
  readonly teachers: Manifest['teachers'];
  readonly dataset: Manifest['dataset'];
  /** Path of the examples; undefined: there are none. */
  readonly examples: string | undefined;
}

export interface PackOptions {
  /** A folder with `card.json` and `adapter.gguf`, or one that `nearmost learn export` wrote. */
  from: string;
  /** New or empty; default `<name>-<version>` in `cwd`. */
  out?: string | undefined;
  cwd: string;
  name?: string | undefined;
  version?: string | undefined;
  task?: string | undefined;
  licence?: string | undefined;
  /** Which student of an export; default the one that serves. */
  student?: number | undefined;
  /** Whether the examples go along, so that others can train it for another base. They are requests of apps. Default false. */
  withExamples?: boolean | undefined;
  /** Days from now until it is not installed any more; default 365. */
  days?: number | undefined;
  now: number;
  /** What the terms of a teacher say. */
  termsOf: (teacher: string) => string;
}

const DAY_MS = 86_400_000;
const moment = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

const missing = (what: string, flag: string): NearmostError =>
  new NearmostError('invalid_request', `The skill does not say its ${what}.`, {
    param: what,
    hint: `Say it: nearmost skill pack <folder> ${flag}`,
  });

async function readSource({ from, student, termsOf }: PackOptions): Promise<PackSource> {
  const folder = resolve(from);
  if (existsSync(join(folder, 'record.json'))) return exportSource(folder, student, termsOf);
  if (existsSync(join(folder, 'card.json'))) return cardSource(folder);
  throw new NearmostError('invalid_request', `${folder} holds no skill that can be packed.`, {
    param: 'folder',
    hint: 'Write one out first: nearmost learn export <skill> <folder>. Or name a folder with card.json and adapter.gguf.',
  });
}

/**
 * Makes an unsigned package of a skill.
 * @throws invalid_request, invalid_package, invalid_model_file, unsupported, disk_full
 */
export async function packSkill(options: PackOptions): Promise<{ folder: string; manifest: Manifest }> {
  const source = await readSource(options);
  const { days = 365, now, cwd } = options;
  const name = options.name ?? source.name;
  const version = options.version ?? source.version;
  const task = options.task ?? source.task;
  const licence = options.licence ?? source.licence;
  if (name === undefined) throw missing('name', '--as acme.title@1.0.0');
  if (version === undefined) throw missing('version', '--as acme.title@1.0.0');
  if (task === undefined) throw missing('task', '--task "what it does, in a sentence"');
  if (licence === undefined) throw missing('licence', '--licence Apache-2.0');
  const { rank, quantisation, architecture, base } = await readWeights(source.weights);
  if (base !== undefined && base !== source.base.sha256)
    throw new NearmostError(
      'invalid_package',
      'The weights were trained on another base than their card says.',
    );
  const examples = options.withExamples === true ? source.examples : undefined;
  if (options.withExamples === true && examples === undefined)
    throw new NearmostError('invalid_request', `${resolve(options.from)} holds no examples to pack.`, {
      param: 'withExamples',
      hint: 'Export the skill anew: nearmost learn export <skill> <folder>',
    });
  const file = 'adapter.gguf';
  const manifest = checkManifest({
    format: 'nearmost.skill',
    schema: 1,
    name,
    version,
    task,
    base: { ...source.base, architecture },
    files: [
      { name: file, ...(await plainDigest(source.weights)) },
      ...(examples === undefined ? [] : [{ name: EXAMPLES_FILE, ...(await plainDigest(examples)) }]),
    ],
    variants: [{ id: quantisation.toLowerCase(), engine: 'llama-cpp', quantisation, rank, file }],
    serve: source.serve,
    eval: source.eval,
    licence,
    teachers: source.teachers,
    ...(source.dataset === undefined ? {} : { dataset: source.dataset }),
    created: moment(now),
    expires: moment(now + days * DAY_MS),
  });
  const out = options.out === undefined ? join(cwd, `${name}-${version}`) : resolve(cwd, options.out);
  const folder = writePackageFolder(
    out,
    { manifest, signatures: [] },
    new Map([
      [file, source.weights],
      ...(examples === undefined ? [] : [[EXAMPLES_FILE, examples] as const]),
    ]),
  );
  return { folder, manifest };
}
