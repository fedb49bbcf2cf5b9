import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { NearmostError, type ChatRequest, type ResponseFormat } from '../../contract/index.ts';
import type { StudentFiles } from '../student.ts';

export const ADAPTER_FILE = 'adapter.gguf';
export const MANIFEST_FILE = 'adapter.json';

const isMessage = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'role' in value &&
  ['system', 'user', 'assistant', 'tool'].includes(String(value.role)) &&
  'content' in value &&
  (typeof value.content === 'string' || value.content === null || Array.isArray(value.content));
const number = z.number();
const manifest = z.object({
  version: z.literal(1),
  /** Of the base's file, in hex. */
  base: z.string().regex(/^[0-9a-f]{64}$/),
  /** Id of the base where it was trained, for messages. */
  baseId: z.string(),
  /** Of the adapter's file, in hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  prompt: z.enum(['whole', 'input']),
  messages: z.custom<ChatRequest['messages']>((value) => Array.isArray(value) && value.every(isMessage)),
  prefix: z.string().optional(),
  suffix: z.string().optional(),
  responseFormat: z
    .custom<ResponseFormat>((value) => typeof value === 'object' && value !== null && 'type' in value)
    .optional(),
  maxTokens: z.int().min(1),
  /** Median log-probability of learned answers: what confidence is measured against. */
  level: number,
  training: z.object({
    texts: number,
    dropped: number,
    steps: number,
    tokens: number,
    seconds: number,
    secondsEstimated: number.nullable(),
    memoryBytes: number,
    memoryEstimated: number,
    lossFirst: number,
    lossLast: number,
    lossHeldOut: number.nullable(),
  }),
  regression: z
    .object({ before: z.array(number).readonly(), after: z.array(number).readonly(), drop: number })
    .optional(),
});

/** Bytes in words. */
export const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MB`;

/** What is known of a trained adapter beyond its weights. */
export type AdapterManifest = z.infer<typeof manifest>;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const damaged = (why: string): NearmostError =>
  new NearmostError('invalid_model_file', `The files of this adapter are damaged: ${why}.`, {
    hint: 'Train it again: nearmost learn train <skill>',
  });

/** @throws NearmostError `invalid_model_file` when a file is missing or not what the manifest says */
export function readAdapterFiles(files: StudentFiles): { manifest: AdapterManifest; weights: Uint8Array } {
  const [text, weights] = [files.get(MANIFEST_FILE), files.get(ADAPTER_FILE)];
  if (!text || !weights) throw damaged(`${text ? ADAPTER_FILE : MANIFEST_FILE} is missing`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch {
    throw damaged(`${MANIFEST_FILE} is no JSON`);
  }
  const { data, error } = manifest.safeParse(value);
  if (!data) throw damaged(`${MANIFEST_FILE}: ${error.issues[0]?.path.join('.')} is wrong`);
  if (sha256(weights) !== data.sha256) throw damaged(`${ADAPTER_FILE} has another sha256 than its manifest`);
  return { manifest: data, weights };
}

export const writeAdapterFiles = (known: AdapterManifest, weights: Uint8Array): StudentFiles =>
  new Map([
    [MANIFEST_FILE, new TextEncoder().encode(JSON.stringify(known))],
    [ADAPTER_FILE, weights],
  ]);

/** Puts the weights where the engine can read them, named by their digest; a file that is there already stays. */
export function placeWeights(folder: string, digest: string, weights: Uint8Array): string {
  const path = join(folder, `${digest}.gguf`);
  if (statSync(path, { throwIfNoEntry: false })?.size === weights.length) return path;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeWhole(path, weights);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === 'ENOSPC' || code === 'EDQUOT'
      ? new NearmostError('disk_full', 'The disk is full: the adapter was not written.', { cause: error })
      : new NearmostError('home_unusable', `${path} could not be written: ${message}.`, { cause: error });
  }
  return path;
}

/** A new file beside it, then renamed: nobody reads half of it. */
function writeWhole(path: string, bytes: Uint8Array): void {
  const temp = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeFileSync(temp, bytes, { mode: 0o600 });
    renameSync(temp, path);
  } catch (error) {
    rmSync(temp, { force: true });
    throw error;
  }
}

/** Where the trainings of a skill keep their checkpoints. */
export const trainingFolder = (folder: string, skill: string): string =>
  join(folder, 'training', sha256(Buffer.from(skill)).slice(0, 32));

/** Where weights in use are. */
export const weightsFolder = (folder: string): string => join(folder, 'weights');

/**
 * Deletes what adapters left outside the store: weights that no student in `keep` (digests) has, and the checkpoints of a
 * skill. Part of forgetting.
 */
export function forgetAdapters(folder: string, keep: ReadonlySet<string>, skill?: string): void {
  if (skill !== undefined) rmSync(trainingFolder(folder, skill), { recursive: true, force: true });
  const weights = weightsFolder(folder);
  for (const name of namesIn(weights))
    if (/^[0-9a-f]{64}\.gguf/.test(name) && !keep.has(name.slice(0, 64)))
      rmSync(join(weights, name), { force: true });
}

/** Names in a folder; none where there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
