import { brotliCompressSync, brotliDecompressSync, crc32 } from 'node:zlib';
import { NearmostError } from '../../contract/index.ts';
import type { Core } from '../students/extract/decode.ts';
import type { Lexicon } from '../students/extract/lexicon.ts';
import type { Linear } from '../students/extract/linear.ts';
import type { Shape } from '../students/extract/shape.ts';

const VERSION = 1;
/** Check sum of the rest, length of the head. */
const START = 8;
/** A file of some hundred kilobytes holds no more. */
const MOST_BYTES = 64e6;
const LEXICON = ['phrases', 'words', 'outside', 'seen'] as const;
/** Steps to either side of zero that a weight is rounded to. */
const STEPS = 127;

interface Head {
  readonly version: number;
  readonly fine: boolean;
  readonly examples: number;
  readonly shape: Shape;
  readonly lexicon: { readonly counts: readonly number[]; readonly fields: number; readonly longest: number };
  readonly linears: readonly { readonly rows: number; readonly classes: number; readonly step: number }[];
  readonly crf: {
    readonly tags: number;
    readonly allowed: readonly (readonly number[])[];
    readonly rows: number;
    readonly entries: number;
    readonly step: number;
    readonly moves: number;
    readonly moveStep: number;
  };
}

/** Numbers of so many bytes, all lowest bytes first, then all next: bytes that are alike stand together. */
function planes(numbers: Iterable<number>, width: number): Uint8Array {
  const list = [...numbers];
  const bytes = new Uint8Array(list.length * width);
  list.forEach((number, i) => {
    for (let b = 0; b < width; b++) bytes[b * list.length + i] = number / 2 ** (8 * b);
  });
  return bytes;
}

/** Puts numbers back together, in place. */
function fromPlanes<T extends Uint16Array | Int16Array | Int32Array>(into: T, bytes: Uint8Array): T {
  const count = into.length;
  // by plane: the bytes of one stand together
  for (let b = 0, at = 0; at < bytes.length; b += 8)
    for (let i = 0; i < count; i++, at++) into[i] = (into[i] ?? 0) | ((bytes[at] ?? 0) << b);
  return into;
}

/** Hashes in order, as the way from one to the next. */
function gaps(hashes: readonly number[]): Uint8Array {
  return planes(
    hashes.map((hash, i) => (hash >>> 0) - (i === 0 ? 0 : (hashes[i - 1] ?? 0) >>> 0)),
    4,
  );
}

function fromGaps(count: number, bytes: Uint8Array): Int32Array {
  const hashes = fromPlanes(new Int32Array(count), bytes);
  for (let i = 1; i < count; i++) hashes[i] = (hashes[i - 1] ?? 0) + (hashes[i] ?? 0);
  return hashes;
}

const inOrder = (map: ReadonlyMap<number, number>): [number, number][] =>
  [...map].sort(([a], [b]) => (a >>> 0) - (b >>> 0));

const stepOf = (weights: Float32Array, steps: number): number =>
  weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / steps || 1;

/** Writes a tagger: weights in 255 steps, hashes in order, packed with Brotli. Its tags are at most 127. */
export function packTagger({ fine, examples, shape, lexicon, linears, crf }: Core): Uint8Array {
  const sections: Uint8Array[] = [];
  for (const name of LEXICON) {
    const entries = inOrder(lexicon[name]);
    sections.push(gaps(entries.map(([hash]) => hash)));
    sections.push(
      planes(
        entries.map(([, count]) => Math.min(count, 65535)),
        2,
      ),
    );
  }
  const linearHeads = linears.map(({ rows, classes, weights }) => {
    const step = stepOf(weights, STEPS);
    const ordered = inOrder(rows);
    sections.push(gaps(ordered.map(([hash]) => hash)));
    for (let c = 0; c < classes; c++)
      sections.push(
        Uint8Array.from(ordered, ([, row]) => Math.round((weights[row * classes + c] ?? 0) / step)),
      );
    return { rows: rows.size, classes, step };
  });
  const rows = inOrder(crf.rows);
  const entries = rows.flatMap(([, row]) => {
    const [from, to] = [crf.starts[row] ?? 0, crf.starts[row + 1] ?? 0];
    return Array.from({ length: to - from }, (_, i) => from + i);
  });
  const [step, moveStep] = [stepOf(crf.weights, STEPS), stepOf(crf.steps, 32767)];
  sections.push(gaps(rows.map(([hash]) => hash)));
  sections.push(Uint8Array.from(rows, ([, row]) => (crf.starts[row + 1] ?? 0) - (crf.starts[row] ?? 0)));
  sections.push(Uint8Array.from(entries, (entry) => crf.states[entry] ?? 0));
  sections.push(Uint8Array.from(entries, (entry) => Math.round((crf.weights[entry] ?? 0) / step)));
  sections.push(
    planes(
      Array.from(crf.steps, (move) => Math.round(move / moveStep) & 0xffff),
      2,
    ),
  );
  const head: Head = {
    version: VERSION,
    fine,
    examples,
    shape,
    lexicon: {
      counts: LEXICON.map((name) => lexicon[name].size),
      fields: lexicon.fields,
      longest: lexicon.longest,
    },
    linears: linearHeads,
    crf: {
      tags: crf.tags,
      allowed: crf.allowed.map((tags) => [...tags]),
      rows: rows.length,
      entries: entries.length,
      step,
      moves: crf.steps.length,
      moveStep,
    },
  };
  const json = new TextEncoder().encode(JSON.stringify(head));
  const file = Buffer.concat([new Uint8Array(START), json, ...sections]);
  file.writeUInt32LE(json.length, 4);
  file.writeUInt32LE(crc32(file.subarray(4)), 0);
  return brotliCompressSync(file);
}

const damaged = (what: string, cause?: unknown): NearmostError =>
  new NearmostError('invalid_model_file', `The tagger cannot be read: ${what}.`, {
    hint: 'Install Nearmost again: npm install nearmost',
    ...(cause === undefined ? {} : { cause }),
  });

function opened(packed: Uint8Array): Buffer {
  let file: Buffer;
  try {
    file = brotliDecompressSync(packed, { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    throw damaged('it is not packed as it should be', cause);
  }
  if (file.length < START || file.readUInt32LE(0) !== crc32(file.subarray(4)))
    throw damaged('its check sum is wrong');
  return file;
}

/** Reads a tagger. @throws invalid_model_file */
export function unpackTagger(packed: Uint8Array): Core {
  const file = opened(packed);
  let at = START + file.readUInt32LE(4);
  const { version, fine, examples, shape, ...sizes } = JSON.parse(file.toString('utf8', START, at)) as Head;
  if (version !== VERSION) throw damaged(`it has version ${version}, this program reads version ${VERSION}`);
  const take = (length: number): Uint8Array => file.subarray(at, (at += length));
  const hashed = (count: number): Int32Array => fromGaps(count, take(4 * count));
  // loops, as there are tens of thousands: the first command waits for them
  const rowMap = (count: number): Map<number, number> => {
    const rows = new Map<number, number>();
    hashed(count).forEach((hash, row) => rows.set(hash, row));
    return rows;
  };
  const weighed = (count: number, step: number, weights = new Float32Array(count), stride = 1, from = 0) => {
    const bytes = take(count);
    for (let i = 0; i < count; i++) weights[i * stride + from] = (((bytes[i] ?? 0) << 24) >> 24) * step;
    return weights;
  };
  const [phrases, words, outside, seen] = sizes.lexicon.counts.map((count) => {
    const hashes = hashed(count);
    const counts = fromPlanes(new Uint16Array(count), take(2 * count));
    const known = new Map<number, number>();
    hashes.forEach((hash, i) => known.set(hash, counts[i] ?? 0));
    return known;
  });
  if (!phrases || !words || !outside || !seen) throw damaged('its words are missing');
  const { fields, longest } = sizes.lexicon;
  const lexicon: Lexicon = { phrases, words, outside, seen, fields, longest };
  const linears = sizes.linears.map(({ rows: count, classes, step }): Linear => {
    const rows = rowMap(count);
    const weights = new Float32Array(count * classes);
    for (let c = 0; c < classes; c++) weighed(count, step, weights, classes, c);
    return { rows, classes, weights };
  });
  const { tags, allowed, entries, step, moves, moveStep } = sizes.crf;
  const rows = rowMap(sizes.crf.rows);
  const starts = new Uint32Array(rows.size + 1);
  take(rows.size).forEach((length, row) => (starts[row + 1] = (starts[row] ?? 0) + length));
  return {
    fine,
    examples,
    shape,
    lexicon,
    linears,
    crf: {
      tags,
      allowed: allowed.map((list) => Int32Array.from(list)),
      rows,
      starts,
      states: Uint16Array.from(take(entries)),
      weights: weighed(entries, step),
      steps: Float32Array.from(fromPlanes(new Int16Array(moves), take(2 * moves)), (move) => move * moveStep),
    },
  };
}
