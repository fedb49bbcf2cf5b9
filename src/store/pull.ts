import { createHash } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { homedir, totalmem } from 'node:os';
import { join } from 'node:path';
import { NearmostError } from '../contract/errors.ts';
import type { Egress, ModelCard, ModelRecord, Settings } from '../contract/index.ts';
import { catalogEntry, catalogNames } from './catalog.ts';
import { chooseFile } from './choose-file.ts';
import { download, type DownloadOptions } from './download.ts';
import { fileAddress, readRepository } from './hub.ts';
import { tryLock } from './lock.ts';
import { modelId } from './model-name.ts';
import { nearest } from './nearest.ts';
import type { ModelStore } from './models.ts';
import { hashOf, removePart } from './part-file.ts';
import type { Progress } from './progress.ts';
import { decode, parsePullName, type PullTarget } from './pull-name.ts';

export interface PullOptions {
  models: ModelStore;
  egress: Egress;
  settings: Pick<Settings, 'pull'>;
  /** Only `HF_TOKEN` is read: a token for the hub, sent to the hub alone. */
  env?: Record<string, string | undefined>;
  onProgress?: (progress: Progress) => void;
  /** Hears which file was chosen before it is fetched. */
  onFile?: (file: {
    name: string;
    bytes: number | undefined;
    from: string;
    /** Digest that the hub tells; what comes must have it. */
    sha256: string | undefined;
    /** Where it grows until it is whole. */
    part: string;
  }) => void;
  /** Hears that the connection dropped and that it goes on by itself. */
  onDropped?: DownloadOptions['onDropped'];
  signal?: AbortSignal;
  /** Memory that a model may take; default: three quarters of this machine's. */
  memoryBytes?: number;
  /** For tests: clock, waiting, free space. */
  transfer?: Partial<Pick<DownloadOptions, 'clock' | 'sleep' | 'random' | 'freeBytes' | 'stallMs'>>;
}

/** One file to fetch. */
interface Wanted {
  url: string;
  /** Name of the file, for the model's id. */
  name: string;
  source: string;
  bytes?: number;
  sha256?: string;
  card: Partial<ModelCard>;
  authorization?: string;
}

async function wantedOnHub(target: PullTarget & { kind: 'hub' }, options: PullOptions): Promise<Wanted> {
  const { egress, signal, settings, env = {}, memoryBytes = totalmem() * 0.75, transfer = {} } = options;
  const { hub } = settings.pull;
  const token = env['HF_TOKEN'];
  const authorization = token === undefined || token === '' ? undefined : `Bearer ${token}`;
  const { repo } = target;
  const found = await readRepository(repo, target.revision, {
    hub,
    egress,
    authorization,
    signal,
    sleep: transfer.sleep,
  });
  const known = catalogEntry(repo);
  const file = chooseFile(repo, found.files, { wanted: target.wanted, memoryBytes });
  const licence = found.licence ?? known?.licence;
  return {
    url: fileAddress(hub, repo, found.revision, file.name),
    name: file.name,
    source: `${repo}:${file.name}`,
    ...(file.bytes === undefined ? {} : { bytes: file.bytes }),
    ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }),
    card: {
      ...(licence === undefined ? {} : { licence }),
      ...(known === undefined ? {} : { name: known.name, jobs: known.jobs }),
    },
    ...(authorization === undefined ? {} : { authorization }),
  };
}

/** The wanted bytes, if they are here and sound: pulling again is how a damaged file is mended. */
async function alreadyHere(
  { sha256 }: Wanted,
  models: ModelStore,
): Promise<{ path: string; bytes: number; sha256: string } | undefined> {
  if (sha256 === undefined) return undefined;
  const path = models.blob(sha256);
  const bytes = statSync(path, { throwIfNoEntry: false })?.size;
  if (bytes === undefined || (await hashOf(path, bytes)).digest('hex') !== sha256) return undefined;
  return { path, bytes, sha256 };
}

/** A web page or another format in place of a model is refused before gigabytes of it have come. */
function checkMagic(head: Uint8Array): void {
  const magic = Buffer.from(head.subarray(0, 4)).toString('latin1');
  if (magic !== 'GGUF')
    throw new NearmostError(
      'invalid_model_file',
      `This is no sound GGUF file: it begins with ${JSON.stringify(magic)}, not with "GGUF". Nothing was kept.`,
      { hint: 'Choose another file or address. Recommended models: nearmost pull' },
    );
}

const partOf = ({ sha256, url }: Wanted, { home }: ModelStore): string =>
  join(home.downloads, `${sha256 ?? createHash('sha256').update(url).digest('hex')}.part`);

/** Fetches one file under a lock, so that two commands do not write one part, and lists it when it is whole and valid. */
async function fetchModel(wanted: Wanted, options: PullOptions): Promise<ModelRecord> {
  const { models, egress, signal, onProgress, onDropped, transfer = {} } = options;
  const id = modelId(wanted.name);
  const card = { id, ...wanted.card };
  const part = partOf(wanted, models);
  const free = tryLock(`${part}.lock`);
  if (free === undefined)
    throw new NearmostError('overloaded', `${wanted.name} is being fetched by another command.`, {
      hint: 'Wait until it has ended; see the models: nearmost ls',
    });
  try {
    const here = await alreadyHere(wanted, models);
    if (here !== undefined) {
      const { path, bytes, sha256 } = here;
      onProgress?.({ bytes, total: bytes, bytesPerSecond: 0, secondsLeft: 0 });
      return await models.adopt({ path, sha256, source: wanted.source, card });
    }
    const { sha256 } = await download({
      url: wanted.url,
      part,
      egress,
      authorization: wanted.authorization,
      checkHead: wanted.name.toLowerCase().endsWith('.gguf') ? checkMagic : undefined,
      expected: {
        ...(wanted.bytes === undefined ? {} : { bytes: wanted.bytes }),
        ...(wanted.sha256 === undefined ? {} : { sha256: wanted.sha256 }),
      },
      onProgress,
      onDropped,
      signal,
      ...transfer,
    });
    const record = await models
      .adopt({ path: part, sha256, source: wanted.source, card })
      .catch((error: unknown) => {
        // A whole file with the right bytes that is no model stays none: it would only take room.
        if (NearmostError.isInstance(error) && error.code === 'invalid_model_file') removePart(part);
        throw error;
      });
    removePart(part);
    return record;
  } finally {
    free();
    rmSync(`${part}.lock`, { force: true });
  }
}

/**
 * Fetches a model and lists it: a hub id (`owner/repo`, `owner/repo:Q4_K_M`), an https address, a catalog id; a path is
 * used in place. Goes on where an earlier try stopped. Nothing is listed before it is whole, verified and valid.
 * @throws invalid_request, unknown_model, unsupported, download_failed, checksum_mismatch, disk_full, invalid_model_file, offline, cancelled
 * @example await pull('ggml-org/SmolLM3-3B-GGUF', { models, egress, settings, onProgress: console.log })
 */
export async function pull(name: string, options: PullOptions): Promise<ModelRecord> {
  const { hub } = options.settings.pull;
  const target = pullTarget(name, hub);
  if (target.kind === 'path')
    return options.models.add({ path: target.path.replace(/^~(?=[/\\])/, homedir()) });
  const wanted: Wanted =
    target.kind === 'hub'
      ? await wantedOnHub(target, options)
      : {
          url: target.url,
          name: decode(new URL(target.url).pathname),
          source: target.url,
          card: {},
        };
  options.onFile?.({
    name: wanted.name,
    bytes: wanted.bytes,
    from: new URL(wanted.url).host,
    sha256: wanted.sha256,
    part: partOf(wanted, options.models),
  });
  return fetchModel(wanted, options);
}

/**
 * What a name stands for, a catalog id resolved; nothing is asked for it.
 * @throws invalid_request, unknown_model, unsupported
 */
export function pullTarget(name: string, hub: string): Exclude<PullTarget, { kind: 'catalog' }> {
  const parsed = parsePullName(name, hub);
  return parsed.kind === 'catalog' ? fromCatalog(parsed.id) : parsed;
}

function fromCatalog(name: string): PullTarget & { kind: 'hub' } {
  const entry = catalogEntry(name);
  if (entry?.engine === 'whisper')
    throw new NearmostError(
      'unsupported',
      `${entry.name} is a speech model, and this version has no engine for speech.`,
    );
  if (entry !== undefined) return { kind: 'hub', repo: entry.id, revision: 'main', wanted: entry.file };
  const similar = nearest(name, catalogNames());
  throw new NearmostError('unknown_model', `There is no model "${name}" in the catalog.`, {
    hint: `${similar === undefined ? '' : `Did you mean ${similar}? `}A hub name looks like owner/repo. Recommended models: nearmost pull`,
  });
}
