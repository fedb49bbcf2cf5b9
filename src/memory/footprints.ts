import type { ModelRecord } from '../contract/index.ts';
import type { ModelSizes } from '../device/model-sizes.ts';
import { type NeededBytes, neededBytes } from '../device/needed-bytes.ts';
import type { Clock } from '../kit/clock.ts';
import type { Database } from '../store/database.ts';
import type { Held } from './read-held.ts';

/** How a model is loaded. */
export interface LoadShape {
  /** Tokens for each sequence. */
  contextSize: number;
  sequences: number;
  /** Adapters that are on it. */
  adapters: number;
}

/** What a model takes. */
interface Footprint {
  /** Most that it was seen to hold. */
  bytes: number;
  /** Right after its load; use may have added to it since. */
  loadBytes: number;
  /** Of them keys and values, estimated: what can be given back while the weights stay. */
  softBytes: number;
  loadSeconds: number;
  /** `measured`: exactly this was loaded before. */
  method: 'measured' | 'estimated';
}

export interface Footprints {
  /** Reads of the header what estimates need, once; undefined: it was read, or it is not needed. Never rejects. */
  examine(record: ModelRecord): Promise<void> | undefined;
  of(record: ModelRecord, shape: LoadShape): Footprint;
  /** Keeps what was seen: the most bytes, the last time to load. */
  remember(record: ModelRecord, shape: LoadShape, seen: { held: Held; loadMs?: number }): void;
}

interface Row extends LoadShape {
  file: string;
  bytes: number;
  loadBytes: number | null;
  estimatedBytes: number;
  loadMs: number | null;
}

/** Reading from a common solid-state disk, until a load was timed. */
const BYTES_PER_SECOND = 1e9;
const START_SECONDS = 0.5;
/** Files that were measured before an estimate of another is corrected, and how far it may be. */
const LEAST_FILES = 3;
const [LEAST_FACTOR, MOST_FACTOR] = [0.8, 1.5];

/** A file, so that another one of the same name is measured anew. */
const fileOf = ({ path, bytes, sha256, addedAt }: ModelRecord): string =>
  sha256 ?? `${path} ${bytes} ${addedAt}`;

const keyOf = (file: string, { contextSize, sequences, adapters }: LoadShape): string =>
  `${contextSize} ${sequences} ${adapters} ${file}`;

const middle = (values: readonly number[]): number | undefined =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

export interface FootprintsOptions {
  database: Database;
  clock: Clock;
  /** Reads the sizes from a file's header; absent: estimates are made from what the record says, on the safe side. */
  sizesOf?: (path: string) => Promise<ModelSizes>;
}

/**
 * Bytes of models, measured and remembered over restarts. What was never loaded like this is estimated: from the same
 * model with another context, else from its header, corrected by how far estimates of other models were off.
 */
export function createFootprints({ database, clock, sizesOf }: FootprintsOptions): Footprints {
  const rows = new Map<string, Row>();
  const sizes = new Map<string, ModelSizes>();
  const examined = new Map<string, Promise<void> | undefined>();
  /** Worked out once, until something new is known: every request asks. */
  const worked = new Map<string, Footprint>();
  const needed = (record: ModelRecord, { contextSize, sequences }: LoadShape): NeededBytes => {
    const exact = sizes.get(fileOf(record));
    const known = exact ? { sizes: exact } : { info: record.info };
    return neededBytes({ ...known, fileBytes: record.bytes, contextSize, sequences });
  };
  const estimate = (record: ModelRecord, shape: LoadShape): number => needed(record, shape).total;
  const stored = database
    .prepare(
      `SELECT file, context_size AS contextSize, sequences, adapters, bytes, load_bytes AS loadBytes, estimated_bytes AS estimatedBytes,
         load_ms AS loadMs FROM footprints`,
    )
    .all() as unknown as Row[];
  for (const row of stored) rows.set(keyOf(row.file, row), row);
  const insert = database.prepare(
    `INSERT OR REPLACE INTO footprints (file, context_size, sequences, adapters, bytes, load_bytes, anonymous_bytes, mapped_bytes,
       estimated_bytes, method, load_ms, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );

  /** Measured over estimated, in the middle of all files. */
  const factor = (): number => {
    const byFile = new Map([...rows.values()].map((row) => [row.file, row.bytes / row.estimatedBytes]));
    if (byFile.size < LEAST_FILES) return 1;
    return Math.min(MOST_FACTOR, Math.max(LEAST_FACTOR, middle([...byFile.values()]) ?? 1));
  };

  function workOut(record: ModelRecord, shape: LoadShape): Footprint {
    const file = fileOf(record);
    const softBytes = record.info.embeddingOnly ? 0 : needed(record, shape).kv;
    const exact = rows.get(keyOf(file, shape));
    const alike = [...rows.values()].filter((row) => row.file === file);
    const loadMs = exact?.loadMs ?? alike.find((row) => row.loadMs !== null)?.loadMs;
    const loadSeconds =
      typeof loadMs === 'number' ? loadMs / 1000 : START_SECONDS + record.info.tensorBytes / BYTES_PER_SECOND;
    if (exact)
      return {
        bytes: exact.bytes,
        loadBytes: exact.loadBytes ?? exact.bytes,
        softBytes,
        loadSeconds,
        method: 'measured',
      };
    const guess = estimate(record, shape);
    // the parts that do not depend on the context are known then
    const nearest = alike.toSorted(
      (a, b) => Math.abs(a.estimatedBytes - guess) - Math.abs(b.estimatedBytes - guess),
    )[0];
    const bytes = nearest
      ? Math.max(record.info.tensorBytes, nearest.bytes + guess - nearest.estimatedBytes)
      : guess * factor();
    const whole = Math.ceil(bytes);
    return { bytes: whole, loadBytes: whole, softBytes, loadSeconds, method: 'estimated' };
  }

  return {
    examine(record) {
      const file = fileOf(record);
      if (!sizesOf || examined.has(file)) return examined.get(file);
      const reading = sizesOf(record.path)
        .then((found) => {
          sizes.set(file, found);
          worked.clear();
        })
        .catch(() => undefined)
        .finally(() => examined.set(file, undefined));
      examined.set(file, reading);
      return reading;
    },
    of(record, shape) {
      const key = keyOf(fileOf(record), shape);
      const found = worked.get(key) ?? workOut(record, shape);
      worked.set(key, found);
      return found;
    },
    remember(record, shape, { held, loadMs }) {
      const file = fileOf(record);
      const key = keyOf(file, shape);
      const before = rows.get(key);
      if (before && before.bytes >= held.peakBytes && loadMs === undefined) return;
      const row: Row = {
        file,
        contextSize: shape.contextSize,
        sequences: shape.sequences,
        adapters: shape.adapters,
        bytes: Math.max(before?.bytes ?? 0, held.peakBytes),
        loadBytes: loadMs === undefined ? (before?.loadBytes ?? null) : held.peakBytes,
        estimatedBytes: estimate(record, shape),
        loadMs: loadMs ?? before?.loadMs ?? null,
      };
      rows.set(key, row);
      worked.clear();
      const { contextSize, sequences, adapters, bytes, estimatedBytes } = row;
      insert.run(
        file,
        contextSize,
        sequences,
        adapters,
        bytes,
        row.loadBytes,
        held.anonymousBytes,
        held.mappedBytes,
        estimatedBytes,
        held.method,
        row.loadMs,
        clock.now(),
      );
    },
  };
}
