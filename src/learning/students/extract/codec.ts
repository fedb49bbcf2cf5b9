import { crc32 } from 'node:zlib';
import { NearmostError } from '../../../contract/index.ts';
import type { Crf } from './crf.ts';
import type { Lexicon } from './lexicon.ts';
import type { Linear } from './linear.ts';
import type { ExtractModel } from './model.ts';

const MAGIC = 0x58_45_4d_4e; // "NMEX"
const VERSION = 1;
/** Magic, version, checksum, length of the JSON part. */
const HEADER = 16;
const LEXICON = ['phrases', 'words', 'outside', 'seen'] as const;

type Numbers = Int32Array | Uint32Array | Uint16Array | Int16Array;

/** Sections of numbers, written one after the other; each begins at a multiple of four. */
function writer(): { add: (numbers: Numbers) => number; bytes: () => Uint8Array } {
  const parts: Uint8Array[] = [];
  let length = 0;
  return {
    add(numbers) {
      const part = new Uint8Array(Math.ceil(numbers.byteLength / 4) * 4);
      part.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
      parts.push(part);
      length += part.length;
      return numbers.length;
    },
    bytes() {
      const all = new Uint8Array(length);
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
      return all;
    },
  };
}

/** 16-bit steps of one size: far finer than what the training decides. */
function steps16(weights: Float32Array): { numbers: Int16Array; step: number } {
  let most = 0;
  for (const weight of weights) most = Math.max(most, Math.abs(weight));
  const step = most / 32767 || 1;
  return { numbers: Int16Array.from(weights, (weight) => Math.round(weight / step)), step };
}

/** Writes a model: header, JSON, sections. */
export function encodeModel({ core, confidence, style }: ExtractModel): Uint8Array {
  const sections = writer();
  const lexicon = LEXICON.map((name) => {
    const entries = core.lexicon[name];
    sections.add(Int32Array.from(entries.keys()));
    return sections.add(Uint16Array.from(entries.values(), (count) => Math.min(count, 65535)));
  });
  const linears = core.linears.map(({ rows, classes, weights }) => {
    const { numbers, step } = steps16(weights);
    sections.add(Int32Array.from(rows.keys()));
    sections.add(numbers);
    return { rows: rows.size, classes, step };
  });
  const { crf } = core;
  const weights = steps16(crf.weights);
  const moves = steps16(crf.steps);
  sections.add(Int32Array.from(crf.rows.keys()));
  for (const numbers of [crf.starts, crf.states, weights.numbers, moves.numbers]) sections.add(numbers);
  const json = new TextEncoder().encode(
    JSON.stringify({
      fine: core.fine,
      examples: core.examples,
      shape: core.shape,
      style,
      confidence,
      lexicon: { counts: lexicon, fields: core.lexicon.fields, longest: core.lexicon.longest },
      linears,
      crf: {
        tags: crf.tags,
        allowed: crf.allowed.map((tags) => [...tags]),
        rows: crf.rows.size,
        entries: crf.states.length,
        weightStep: weights.step,
        moves: moves.numbers.length,
        moveStep: moves.step,
      },
    }),
  );
  const body = sections.bytes();
  const start = HEADER + Math.ceil(json.length / 4) * 4;
  const bytes = new Uint8Array(start + body.length);
  bytes.set(json, HEADER);
  bytes.set(body, start);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setUint32(12, json.length, true);
  view.setUint32(8, crc32(bytes.subarray(12)), true);
  return bytes;
}

interface Stored {
  readonly fine: boolean;
  readonly examples: number;
  readonly shape: ExtractModel['core']['shape'];
  readonly style: ExtractModel['style'];
  readonly confidence: ExtractModel['confidence'];
  readonly lexicon: { counts: number[]; fields: number; longest: number };
  readonly linears: { rows: number; classes: number; step: number }[];
  readonly crf: {
    tags: number;
    allowed: number[][];
    rows: number;
    entries: number;
    weightStep: number;
    moves: number;
    moveStep: number;
  };
}

const damaged = (what: string): NearmostError =>
  new NearmostError('invalid_model_file', `The extract student is damaged: ${what}.`, {
    hint: 'Train it again: nearmost learn train <skill>',
  });

/** Reads sections in the order they were written; too short a file is an error. */
function reader(bytes: Uint8Array): { ints: (n: number) => Int32Array; shorts: (n: number) => Uint16Array } {
  let at = 0;
  const take = (length: number): ArrayBuffer => {
    const end = at + Math.ceil(length / 4) * 4;
    if (!(length >= 0) || end > bytes.length) throw damaged('a section is missing');
    const part = bytes.slice(at, at + length);
    at = end;
    return part.buffer;
  };
  return { ints: (n) => new Int32Array(take(4 * n)), shorts: (n) => new Uint16Array(take(2 * n)) };
}

const rowMap = (hashes: Int32Array): Map<number, number> =>
  new Map(Array.from(hashes, (hash, row) => [hash, row]));

function unpack(stored: Stored, body: Uint8Array): ExtractModel {
  const { ints, shorts } = reader(body);
  const floats = (n: number, step: number): Float32Array =>
    Float32Array.from(new Int16Array(shorts(n).buffer), (value) => value * step);
  const maps = stored.lexicon.counts.map((count) => {
    const hashes = ints(count);
    const counts = shorts(count);
    return new Map(Array.from(hashes, (hash, i) => [hash, counts[i] ?? 0] as const));
  });
  const linears = stored.linears.map(({ rows, classes, step }): Linear => ({
    rows: rowMap(ints(rows)),
    classes,
    weights: floats(rows * classes, step),
  }));
  const { crf } = stored;
  const model: Crf = {
    tags: crf.tags,
    allowed: crf.allowed.map((tags) => Int32Array.from(tags)),
    rows: rowMap(ints(crf.rows)),
    starts: new Uint32Array(ints(crf.rows + 1).buffer),
    states: shorts(crf.entries),
    weights: floats(crf.entries, crf.weightStep),
    steps: floats(crf.moves, crf.moveStep),
  };
  const [phrases, words, outside, seen] = maps;
  if (!phrases || !words || !outside || !seen) throw damaged('its words are missing');
  const { fields, longest } = stored.lexicon;
  const lexicon: Lexicon = { phrases, words, outside, seen, fields, longest };
  const { fine, examples, shape, style, confidence } = stored;
  return { core: { fine, examples, shape, lexicon, linears, crf: model }, confidence, style };
}

/** Reads a model. @throws NearmostError when the file is damaged or of another version. */
export function decodeModel(file: Uint8Array): ExtractModel {
  if (file.length < HEADER) throw damaged('the file is too short');
  const bytes = Uint8Array.from(file);
  const view = new DataView(bytes.buffer);
  const [magic, version, sum, length] = [0, 4, 8, 12].map((at) => view.getUint32(at, true));
  if (magic !== MAGIC) throw damaged('the file is something else');
  if (version !== VERSION) throw damaged(`it has version ${version}, this program reads version ${VERSION}`);
  if (sum !== crc32(bytes.subarray(12))) throw damaged('its checksum does not fit');
  const json = bytes.subarray(HEADER, HEADER + (length ?? 0));
  try {
    const stored = JSON.parse(new TextDecoder().decode(json)) as Stored;
    return unpack(stored, bytes.subarray(HEADER + Math.ceil((length ?? 0) / 4) * 4));
  } catch (cause) {
    if (cause instanceof NearmostError) throw cause;
    throw damaged('its description cannot be read');
  }
}
