import { NearmostError } from '../contract/errors.ts';
import type { ModelRecord } from '../contract/index.ts';
import { EXAMPLES_FILE, type Manifest } from './manifest.ts';

/** sha256 of a model's file, in hex. */
export type DigestOf = (record: ModelRecord) => Promise<string>;

/** Training it anew needs the examples, which a package may have brought. */
function wayOut(name: string, files: Manifest['files'], goesOn: boolean): string {
  const brought = files.some((file) => file.name === EXAMPLES_FILE);
  const train = `nearmost learn retarget ${name} --from <folder of the ${brought ? 'package' : 'examples'}>`;
  const words = brought
    ? `train it anew from its examples for a model of this device: ${train}`
    : `ask its publisher for its examples and train it anew for a model of this device: ${train}`;
  return goesOn ? words : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/**
 * The model of this device that a package was trained on: the very same bytes, whatever it is called here.
 * @throws package_refused when there is none
 */
export async function findBase(
  { name, version, base, files }: Manifest,
  records: readonly ModelRecord[],
  digestOf: DigestOf,
): Promise<ModelRecord> {
  const models = records.filter(({ adapter, info }) => adapter === undefined && !info.embeddingOnly);
  // The likely ones first: files of gigabytes are read to know their digest.
  const likely = ({ id, sha256 }: ModelRecord): number =>
    Number(sha256 === base.sha256) * 2 + Number(id === base.id);
  const alike = models
    .filter(({ info }) => info.architecture === base.architecture)
    .toSorted((a, b) => likely(b) - likely(a));
  for (const record of alike) {
    const digest = record.sha256 ?? (await digestOf(record));
    if (digest === base.sha256) return record;
  }
  const same = models.find(({ id }) => id === base.id);
  const why = same
    ? `it was trained on another version of ${base.id} than the one on this device`
    : `it was trained on ${base.id}, which is not on this device (here are: ${models.map(({ id }) => id).join(', ') || 'none'})`;
  throw new NearmostError('package_refused', `${name} ${version} was not taken: ${why}.`, {
    param: 'base',
    hint: `${same ? '' : `Fetch its base: nearmost pull ${base.id}. Or `}${wayOut(name, files, !same)}`,
  });
}
