import { readFileSync, renameSync, writeFileSync } from 'node:fs';
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

interface Header {
  readonly format: 'nearmost-checkpoint-1';
  readonly progress: Progress;
  readonly tensors: readonly { readonly name: string; readonly length: number; readonly decays: boolean }[];
}

/** Writes weights, moments and position: one line of JSON, then the float32 data. The file appears whole or not at all. */
export function saveCheckpoint(
  path: string,
  weights: ReadonlyMap<string, Trained>,
  progress: Progress,
): void {
  const header: Header = {
    format: 'nearmost-checkpoint-1',
    progress,
    tensors: [...weights].map(([name, { value, decays }]) => ({ name, length: value.length, decays })),
  };
  const parts: Uint8Array[] = [Buffer.from(`${JSON.stringify(header)}\n`)];
  for (const { value, mean, square } of weights.values())
    for (const data of [value, mean, square])
      parts.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  writeFileSync(`${path}.part`, Buffer.concat(parts));
  renameSync(`${path}.part`, path);
}

/** Reads what `saveCheckpoint` wrote. */
export function loadCheckpoint(path: string): { weights: Map<string, Trained>; progress: Progress } {
  const file = readFileSync(path);
  const end = file.indexOf(10);
  const header = JSON.parse(file.toString('utf8', 0, end)) as Header;
  if (header.format !== 'nearmost-checkpoint-1') throw new Error(`${path} is not a checkpoint.`);
  let offset = end + 1;
  const take = (length: number): Float32Array => {
    const data = new Float32Array(length);
    new Uint8Array(data.buffer).set(file.subarray(offset, offset + length * 4));
    offset += length * 4;
    return data;
  };
  const weights = new Map<string, Trained>();
  for (const { name, length, decays } of header.tensors)
    weights.set(name, { value: take(length), mean: take(length), square: take(length), decays });
  return { weights, progress: header.progress };
}
