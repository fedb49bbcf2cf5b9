import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { NearmostError } from '../../contract/index.ts';
import type { Trained } from './adamw.ts';

/** Where a training run stands. */
export interface Progress {
  /** Optimiser steps done. */
  readonly step: number;
  /** The current pass over the data, from 0. */
  readonly epoch: number;
  /** Batches of this epoch already used. */
  readonly batch: number;
}

export interface Checkpoint {
  readonly weights: Map<string, Trained>;
  readonly progress: Progress;
  /** What the run keeps beside. */
  readonly extra: unknown;
}

interface Header {
  readonly format: 'nearmost-checkpoint-1';
  readonly progress: Progress;
  readonly extra?: unknown;
  /** sha256 of the data, in hex. */
  readonly sha256?: string;
  readonly tensors: readonly { readonly name: string; readonly length: number; readonly decays: boolean }[];
}

/**
 * Writes weights, moments and position: one line of JSON, then the float32 data. The file appears whole or not at all, and
 * is on the disk when this returns; the old one stays until then.
 * @throws NearmostError `disk_full`
 */
export function saveCheckpoint(
  path: string,
  weights: ReadonlyMap<string, Trained>,
  progress: Progress,
  extra?: unknown,
): void {
  const parts: Uint8Array[] = [];
  for (const { value, mean, square } of weights.values())
    for (const data of [value, mean, square])
      parts.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  const header: Header = {
    format: 'nearmost-checkpoint-1',
    progress,
    extra,
    sha256: digestOf(parts),
    tensors: [...weights].map(([name, { value, decays }]) => ({ name, length: value.length, decays })),
  };
  writeWhole(path, [Buffer.from(`${JSON.stringify(header)}\n`), ...parts]);
}

/** Reads what `saveCheckpoint` wrote. @throws Error for a file that is no whole checkpoint */
export function loadCheckpoint(path: string): Checkpoint {
  const file = readFileSync(path);
  const end = file.indexOf(10);
  if (end < 0) throw new Error(`${path} is not a checkpoint.`);
  const header = JSON.parse(file.toString('utf8', 0, end)) as Header;
  if (header.format !== 'nearmost-checkpoint-1') throw new Error(`${path} is not a checkpoint.`);
  const due = header.tensors.reduce((sum, { length }) => sum + length * 12, 0);
  const data = file.subarray(end + 1);
  if (data.length !== due) throw new Error(`${path} holds ${data.length} bytes of data, ${due} are due.`);
  if (header.sha256 !== undefined && header.sha256 !== digestOf([data]))
    throw new Error(`${path} is damaged: its digest does not agree.`);
  let offset = 0;
  const take = (length: number): Float32Array => {
    const values = new Float32Array(length);
    new Uint8Array(values.buffer).set(data.subarray(offset, offset + length * 4));
    offset += length * 4;
    return values;
  };
  const weights = new Map<string, Trained>();
  for (const { name, length, decays } of header.tensors)
    weights.set(name, { value: take(length), mean: take(length), square: take(length), decays });
  return { weights, progress: header.progress, extra: header.extra };
}

/**
 * The checkpoint at `path` when there is a whole one that `fits`; any other file is put aside as `<path>.unusable`.
 * `unusable` says why, for the log of the run.
 */
export function findCheckpoint(
  path: string,
  fits: (found: Checkpoint) => boolean,
): { found: Checkpoint | null; unusable: string | null } {
  if (!existsSync(path)) return { found: null, unusable: null };
  let why: string;
  try {
    const found = loadCheckpoint(path);
    if (fits(found)) return { found, unusable: null };
    why = `${path} belongs to another training.`;
  } catch (error) {
    why = error instanceof Error ? error.message : String(error);
  }
  renameSync(path, `${path}.unusable`);
  return { found: null, unusable: why };
}

/** Writes a file whole, for its owner alone: beside it first, then in its place. @throws NearmostError `disk_full` */
export function writeWhole(path: string, parts: readonly Uint8Array[]): void {
  const part = `${path}.part`;
  try {
    const file = openSync(part, 'w', 0o600);
    try {
      for (const data of parts)
        for (let at = 0; at < data.length;) at += writeSync(file, data, at, data.length - at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new NearmostError(
        'disk_full',
        `There is no room in ${dirname(path)}; what was there before is kept.`,
        {
          hint: 'Make room and run the training again: it goes on from its last checkpoint.',
          cause: error,
        },
      );
    throw error;
  }
}

function digestOf(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
