import type { Job } from '../contract/index.ts';
import { CATALOG } from './catalog-data.ts';

/** A model that Nearmost recommends. */
export interface CatalogEntry {
  /** Short name: `nearmost pull qwen3.5-4b`. */
  name: string;
  /** Hub id; the model's page is the hub's address and this. */
  id: string;
  file: string;
  /** What it is for, the main one first. */
  jobs: Job[];
  /** Size of the file, rounded. */
  bytes: number;
  licence: string;
  /** Tokens. */
  contextLength: number;
  parameters: number;
  /** What it is good for, in plain words. */
  about: string;
  /** Which engine runs it. Engines that are not there yet: see `usable` of a recommendation. */
  engine: 'llama-cpp' | 'whisper' | 'vision';
}

/** The part of a device that decides what fits. */
export interface FitsOn {
  /** Bytes of memory in the machine. */
  memoryBytes: number;
}

/** How well a model fits: with room to spare, just about, or not. */
export type Fit = 'good' | 'tight' | 'no';

export interface Recommendation extends CatalogEntry {
  fit: Fit;
  /** False: no engine of this version runs it. */
  usable: boolean;
  /** One sentence: why it fits or not, or what is missing. */
  reason: string;
}

/** Memory for context and work beside the weights: a tenth and 300 MB. */
const needs = (bytes: number): number => bytes * 1.1 + 0.3e9;
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** Up to half of the memory leaves room for everything else; above three quarters the machine would swap. */
function fitOf(bytes: number, memoryBytes: number): Fit {
  const share = needs(bytes) / memoryBytes;
  return share <= 0.5 ? 'good' : share <= 0.75 ? 'tight' : 'no';
}

function reasonOf(entry: CatalogEntry, fit: Fit, { memoryBytes }: FitsOn): string {
  if (entry.engine === 'whisper') return 'Speech needs an engine that this version does not have yet.';
  if (entry.engine === 'vision')
    return 'This version reads its text side only; pictures need an engine that is not there yet.';
  const part = `needs about ${gigabytes(needs(entry.bytes))} of the ${gigabytes(memoryBytes)} of memory`;
  return { good: `Fits: ${part}.`, tight: `Just fits: ${part}.`, no: `Too big: ${part}.` }[fit];
}

const ORDER: Record<Fit, number> = { good: 0, tight: 1, no: 2 };

/**
 * The catalog for a job (or all), best for this device first: what fits, then the stronger one. Pure.
 * @example recommend('chat', { memoryBytes: 8e9 })[0]?.name
 */
export function recommend(job: Job | undefined, device: FitsOn): Recommendation[] {
  return CATALOG.filter((entry) => job === undefined || entry.jobs.includes(job))
    .map((entry) => {
      const fit = fitOf(entry.bytes, device.memoryBytes);
      return { ...entry, fit, usable: entry.engine === 'llama-cpp', reason: reasonOf(entry, fit, device) };
    })
    .map((entry, at) => ({ entry, at }))
    .sort(
      (a, b) =>
        Number(b.entry.usable) - Number(a.entry.usable) ||
        ORDER[a.entry.fit] - ORDER[b.entry.fit] ||
        a.at - b.at,
    )
    .map(({ entry }) => entry);
}

/** The entry of a short name or a hub id. */
export function catalogEntry(name: string): CatalogEntry | undefined {
  const wanted = name.toLowerCase();
  return (
    CATALOG.find((entry) => entry.name === wanted) ??
    CATALOG.find((entry) => entry.id.toLowerCase() === wanted)
  );
}

/** Every short name. */
export function catalogNames(): string[] {
  return CATALOG.map((entry) => entry.name);
}
