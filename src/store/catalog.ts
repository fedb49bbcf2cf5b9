import type { Job } from '../contract/index.ts';
import { fits, type Fit as DeviceFit, type FitDevice } from '../device/fits.ts';
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
  /** Used for each token; absent: all. */
  activeParameters?: number;
  /** What it is good for, in plain words. */
  about: string;
  /** Which engine runs it. Engines that are not there yet: see `usable` of a recommendation. */
  engine: 'llama-cpp' | 'whisper' | 'vision';
}

/** How well a model fits: now, after other programs give memory back, or not at all. */
type Fit = 'good' | 'tight' | 'no';

export interface Recommendation extends CatalogEntry {
  fit: Fit;
  /** False: no engine of this version runs it. */
  usable: boolean;
  /** One sentence: why it fits or not, or what is missing. */
  reason: string;
  /** Memory that it takes, estimated. */
  needBytes: number;
  /** Estimated; null: unknown. */
  tokensPerSecond: number | null;
}

const VERDICT: Record<DeviceFit['verdict'], Fit> = { now: 'good', 'after-freeing': 'tight', never: 'no' };
const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** A guess before the file is here: 4,096 tokens of context for one conversation. */
function fitOf(entry: CatalogEntry, device: FitDevice): DeviceFit {
  return fits(
    { fileBytes: entry.bytes, contextSize: Math.min(4096, entry.contextLength), sequences: 1 },
    device,
  );
}

function reasonOf(
  entry: CatalogEntry,
  { verdict, needBytes }: DeviceFit,
  speed: number | null,
  device: FitDevice,
): string {
  if (entry.engine === 'whisper') return 'Speech needs an engine that this version does not have yet.';
  if (entry.engine === 'vision')
    return 'This version reads its text side only; pictures need an engine that is not there yet.';
  const { freeBytes, totalBytes } = device.memory;
  const need = `needs about ${gigabytes(needBytes.total)}`;
  if (verdict === 'never') return `Too big: ${need}, this machine has ${gigabytes(totalBytes)}.`;
  if (verdict === 'after-freeing')
    return `Fits when other programs are closed: ${need}, ${gigabytes(freeBytes)} of ${gigabytes(totalBytes)} is free.`;
  if (speed === null) return `Fits: ${need}.`;
  const pace = Math.max(1, Math.round(speed));
  return `Fits: ${need}; about ${pace} ${pace === 1 ? 'token' : 'tokens'}/s (estimated).`;
}

/** Only part of a mixture of experts is read for each token. */
function speedOf(entry: CatalogEntry, { expectedTokensPerSecond: whole }: DeviceFit): number | null {
  return whole === null ? null : (whole * entry.parameters) / (entry.activeParameters ?? entry.parameters);
}

const ORDER: Record<Fit, number> = { good: 0, tight: 1, no: 2 };

/**
 * The catalog for a job (or all), best for this device first: what fits, then the stronger one. Pure.
 * @example recommend('chat', await probeDevice())[0]?.name
 */
export function recommend(job: Job | undefined, device: FitDevice): Recommendation[] {
  return CATALOG.filter((entry) => job === undefined || entry.jobs.includes(job))
    .map((entry) => {
      const fit = fitOf(entry, device);
      const speed = speedOf(entry, fit);
      return {
        ...entry,
        fit: VERDICT[fit.verdict],
        usable: entry.engine === 'llama-cpp',
        reason: reasonOf(entry, fit, speed, device),
        needBytes: fit.needBytes.total,
        tokensPerSecond: speed,
      };
    })
    .toSorted((a, b) => Number(b.usable) - Number(a.usable) || ORDER[a.fit] - ORDER[b.fit]);
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
