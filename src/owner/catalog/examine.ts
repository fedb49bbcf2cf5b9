import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { NearmostError } from '../../contract/errors.ts';
import type { Egress, ModelRecord, Settings } from '../../contract/index.ts';
import { modelSizes } from '../../device/model-sizes.ts';
import type { Simd } from '../../device/simd.ts';
import { modelInfo } from '../../kit/gguf/model-info.ts';
import { type GgufHeader, readGguf } from '../../kit/gguf/read.ts';
import { catalogEntry, catalogNames } from '../../store/catalog.ts';
import { chooseFile, type HubFile } from '../../store/choose-file.ts';
import { TAGGER } from '../../store/embedded.ts';
import { fileAddress, readRepository } from '../../store/hub.ts';
import type { ModelStore } from '../../store/models.ts';
import { nearest } from '../../store/nearest.ts';
import { parsePullName, type PullTarget } from '../../store/pull-name.ts';
import { readRemoteHeader } from '../../store/remote-header.ts';
import type { Examined } from './judge.ts';

/** A model that somebody asks about, wherever it is. */
export interface Found extends Examined {
  name: string;
  /** `here`: on this device; `there`: its header was fetched; `catalog`: nothing but the size in the list was to be had. */
  place: 'here' | 'there' | 'catalog';
  record?: ModelRecord;
  /** Of a hub: all its files. */
  repository?: { repo: string; files: HubFile[] };
  /** Why less is known than could be. */
  note?: string;
}

export interface ExamineOptions {
  models: ModelStore;
  simd: Simd;
  settings: Pick<Settings, 'pull'>;
  egress: Egress;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  /** Most that a model may take: chooses the variant where none is named. */
  memoryBytes: number;
}

const known = (header: GgufHeader, simd: Simd): Examined => ({
  fileBytes: header.fileBytes,
  info: modelInfo(header),
  sizes: modelSizes(header, simd),
});

async function onHub(target: PullTarget & { kind: 'hub' }, options: ExamineOptions): Promise<Found> {
  const { settings, egress, env, signal, simd, memoryBytes } = options;
  const token = env['HF_TOKEN'];
  const authorization = token ? `Bearer ${token}` : undefined;
  const { hub } = settings.pull;
  const { repo, revision, wanted } = target;
  const found = await readRepository(repo, revision, { hub, egress, authorization, signal });
  const file = chooseFile(repo, found.files, { wanted, memoryBytes });
  const url = fileAddress(hub, repo, found.revision, file.name);
  const header = await readRemoteHeader({ url, egress, authorization, signal });
  return {
    ...known(header, simd),
    name: `${repo}:${file.name}`,
    place: 'there',
    repository: { repo, files: found.files },
  };
}

async function fromCatalog(name: string, options: ExamineOptions): Promise<Found> {
  const entry = catalogEntry(name);
  if (entry === undefined) {
    const ids = [...catalogNames(), ...options.models.list().map(({ id }) => id)];
    const similar = nearest(name, ids);
    throw new NearmostError('unknown_model', `There is no model "${name}" here or in the catalog.`, {
      hint: `${similar === undefined ? '' : `Did you mean ${similar}? `}A hub name looks like owner/repo. Models here: nearmost ls`,
    });
  }
  try {
    return await onHub({ kind: 'hub', repo: entry.id, revision: 'main', wanted: entry.file }, options);
  } catch (error) {
    const { code, message } = NearmostError.from(error);
    if (code !== 'offline' && code !== 'download_failed') throw error;
    return { name: entry.name, place: 'catalog', fileBytes: entry.bytes, note: message };
  }
}

/**
 * Finds out what a name stands for and reads the model's header, and nothing else of it: a model on this device, a
 * file, a hub id, an address, a catalog id.
 * @throws unknown_model, invalid_model_file, download_failed, offline, invalid_request, unsupported for a tagger
 */
export async function examine(name: string, options: ExamineOptions): Promise<Found> {
  const { models, settings, simd } = options;
  const record = models.find(name.replace(/^local\//, ''));
  if (record !== undefined)
    return {
      ...known(await readGguf(headerPath(record, models)), simd),
      name: record.id,
      place: 'here',
      record,
    };
  const target = parsePullName(name, settings.pull.hub);
  if (target.kind === 'hub') return onHub(target, options);
  if (target.kind === 'catalog') return fromCatalog(target.id, options);
  if (target.kind === 'url')
    return {
      ...known(await readRemoteHeader({ ...options, url: target.url }), simd),
      name: target.url,
      place: 'there',
    };
  const path = target.path.replace(/^~(?=[/\\])/, homedir());
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new NearmostError('unknown_model', `There is no file ${path}.`, { hint: 'Check the path.' });
  return { ...known(await readGguf(path), simd), name: path, place: 'here' };
}

/** Low-rank weights are no model of their own: their base is what takes memory. */
function headerPath(record: ModelRecord, models: ModelStore): string {
  if (record.engine === TAGGER)
    throw new NearmostError(
      'unsupported',
      `${record.id} is a tagger: it takes a few megabytes of this process.`,
    );
  return record.adapter === undefined ? record.path : models.resolve(record.adapter.base).path;
}
