import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve as absolute } from 'node:path';
import { NearmostError } from '../contract/errors.ts';
import type { ModelCard, ModelRecord } from '../contract/index.ts';
import { cardOf } from './card.ts';
import { readEmbedded, type Inspect, type ModelProblem } from './embedded.ts';
import type { Home } from './home.ts';
import { withLock } from './lock.ts';
import { createManifests, type Manifest } from './manifests.ts';
import { freeId, modelId } from './model-name.ts';
import { resolveModel, unknownModel } from './resolve-model.ts';

interface AddOptions {
  path: string;
  /** Default: from the file's name. */
  id?: string;
  /** Default: the path. */
  source?: string;
  /** Of the whole file, where it was hashed. */
  sha256?: string;
  card?: Partial<ModelCard>;
}

export interface ModelStore {
  readonly home: Home;
  /** Usable models: the embedded one first, then by age. Cheap enough for every request. */
  list(): ModelRecord[];
  /** Models whose file is missing, changed or damaged. */
  problems(): ModelProblem[];
  /** By exact id. */
  find(id: string): ModelRecord | undefined;
  /**
   * By what a person types: id, `local/<id>`, source, hub id, or an unambiguous beginning of an id.
   * @throws unknown_model naming the nearest one
   */
  resolve(name: string): ModelRecord;
  /** Uses a file where it is; it is not copied. @throws invalid_model_file, unknown_model */
  add(options: AddOptions): Promise<ModelRecord>;
  /** Takes a whole, verified file of the home's download folder in: it is moved, then listed. */
  adopt(options: AddOptions & { sha256: string; source: string }): Promise<ModelRecord>;
  /** Path of the bytes with this sha256, here or not. */
  blob(sha256: string): string;
  /**
   * Forgets a model; its bytes go with the last model that has them. Files used in place stay where they are.
   * @throws unknown_model, unsupported (embedded)
   */
  remove(id: string): { id: string; freedBytes: number };
}

/**
 * The models on this device: pulled ones, files used in place, and the embedded one.
 * @param options.embedded folder with `house.gguf` and `card.json`; where they are absent there is no embedded model
 */
export async function createModelStore(options: {
  home: Home;
  embedded?: string;
  inspect: Inspect;
  now?: () => number;
}): Promise<ModelStore> {
  const { home, inspect, now = Date.now } = options;
  const embedded = options.embedded === undefined ? [] : await readEmbedded(options.embedded, inspect);
  const isEmbedded = (one: object): boolean => (embedded as object[]).includes(one);
  const manifests = createManifests(home);
  const lock = join(home.models, '.lock');
  const blob = (sha256: string): string => join(home.blobs, `${sha256}.gguf`);

  /** One object for each manifest as it was read, so that what follows from it can be kept beside it. */
  const records = new WeakMap<Manifest, ModelRecord>();

  function check(manifest: Manifest): ModelRecord | ModelProblem {
    const { version, mtimeMs, path = blob(manifest.sha256 ?? ''), ...record } = manifest;
    const inPlace = manifest.path !== undefined;
    const hint = inPlace
      ? `Put it back, add it again (nearmost ${record.source === path ? `pull ${path}` : 'import'}), or forget it: nearmost rm ${record.id}`
      : `Fetch it again: nearmost pull ${record.source}`;
    const problem = (message: string): ModelProblem => ({ id: record.id, message, hint });
    if (version !== 1) return problem('it was added by a newer Nearmost');
    const file = statSync(path, { throwIfNoEntry: false });
    if (file === undefined) return problem(`its file ${path} is missing`);
    if (file.size !== record.bytes || (inPlace && file.mtimeMs !== mtimeMs))
      return problem(`its file ${path} changed since it was added`);
    const known = records.get(manifest) ?? { ...record, path };
    records.set(manifest, known);
    return known;
  }

  function scan(): { records: ModelRecord[]; problems: ModelProblem[] } {
    const { manifests: known, broken } = manifests.all();
    // A skill that came in a package takes the place of the embedded one of the same name.
    const newer = new Set(known.map(({ id }) => id));
    const found = known.map(check).concat(embedded.filter(({ id }) => !newer.has(id)));
    return {
      records: found
        .filter((one) => 'info' in one)
        .sort(
          (a, b) =>
            Number(isEmbedded(b)) - Number(isEmbedded(a)) || a.addedAt - b.addedAt || (a.id < b.id ? -1 : 1),
        ),
      problems: [
        ...found.filter((one) => 'hint' in one),
        ...broken.map(({ id, message }) => ({ id, message, hint: `Forget it: nearmost rm ${id}` })),
      ],
    };
  }

  /** The id of a new manifest: the same source keeps its id, another gets a free one. Called under the lock. */
  function chooseId(wanted: string, source: string, exact: boolean): string {
    const { manifests: known, broken } = manifests.all();
    const old = known.find((one) => one.source === source && (!exact || one.id === wanted));
    if (old !== undefined) return old.id;
    const taken = new Set([...known, ...broken].map((one) => one.id).concat(embedded.map((one) => one.id)));
    if (exact && taken.has(wanted))
      throw new NearmostError('invalid_request', `There is a model ${wanted} already.`, {
        hint: `Choose another name, or remove that one: nearmost rm ${wanted}`,
      });
    return freeId(wanted, (id) => taken.has(id));
  }

  async function store(
    addition: AddOptions & { source: string },
    file: Pick<Manifest, 'path' | 'sha256' | 'mtimeMs' | 'bytes'>,
    settle: () => void,
  ): Promise<ModelRecord> {
    const info = await inspect(addition.path);
    const wanted =
      addition.id === undefined ? modelId(addition.card?.id ?? addition.path) : modelId(addition.id);
    const manifest = withLock(lock, () => {
      const id = chooseId(wanted, addition.source, addition.id !== undefined);
      const made: Manifest = {
        version: 1,
        id,
        engine: 'llama-cpp',
        ...file,
        source: addition.source,
        addedAt: now(),
        info,
        card: cardOf(id, info, addition.card),
      };
      settle();
      manifests.write(made);
      return made;
    });
    const record = check(manifest);
    if ('info' in record) return record;
    throw new NearmostError('invalid_model_file', `${manifest.id}: ${record.message}.`, {
      hint: record.hint,
    });
  }

  /**
   * Deletes bytes that no manifest names. Called under the lock. While a manifest cannot be read, only the bytes `own`
   * are known to be nobody else's.
   */
  function sweep(own: string | undefined): number {
    const { manifests: known, broken } = manifests.all();
    const named = new Set(known.map((one) => one.sha256));
    let freed = 0;
    for (const name of readdirSync(home.blobs)) {
      const sha256 = name.slice(0, 64);
      if (named.has(sha256) || (broken.length > 0 && sha256 !== own)) continue;
      freed += statSync(join(home.blobs, name)).size;
      rmSync(join(home.blobs, name), { force: true });
    }
    return freed;
  }

  return {
    home,
    list: () => scan().records,
    problems: () => scan().problems,
    find: (id) => scan().records.find((one) => one.id === id),
    resolve(name) {
      const { records, problems } = scan();
      return resolveModel(name, records, problems);
    },
    async add({ path: given, ...rest }) {
      const path = absolute(given);
      const file = statSync(path, { throwIfNoEntry: false });
      if (file === undefined || !file.isFile())
        throw new NearmostError(
          'unknown_model',
          file?.isDirectory() ? `${path} is no file but a folder.` : `There is no file ${path}.`,
          { hint: 'Check the path, or pull a model by name: nearmost pull' },
        );
      const { size: bytes, mtimeMs } = file;
      const { sha256 } = rest;
      const kept = { path, bytes, mtimeMs, ...(sha256 === undefined ? {} : { sha256 }) };
      return store({ source: path, ...rest, path }, kept, () => undefined);
    },
    adopt(addition) {
      const { sha256 } = addition;
      const bytes = statSync(addition.path).size;
      return store(addition, { sha256, bytes }, () => {
        if (addition.path !== blob(sha256)) renameSync(addition.path, blob(sha256));
      });
    },
    blob,
    remove(id) {
      if (embedded.some((one) => one.id === id) && !manifests.all().manifests.some((one) => one.id === id))
        throw new NearmostError('unsupported', `${id} comes with Nearmost and cannot be removed.`, {
          hint: 'Choose another model for auto: nearmost config set local.model <id>',
        });
      return withLock(lock, () => {
        const { manifests: known, broken } = manifests.all();
        const ids = [...known, ...broken].map((one) => one.id);
        if (!ids.includes(id)) throw unknownModel(id, ids);
        manifests.remove(id);
        return { id, freedBytes: sweep(known.find((one) => one.id === id)?.sha256) };
      });
    },
  };
}
