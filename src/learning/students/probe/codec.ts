import { crc32 } from 'node:zlib';
import { NearmostError } from '../../../contract/index.ts';
import type { LinearModel } from './linear-model.ts';
import { indexOf } from './vocabulary.ts';

/** "NMPB" and the version of the format. */
const MAGIC = 0x42504d4e;
const VERSION = 1;
/** Magic, version, check sum of the rest, length of the head. */
const START = 16;

interface Head {
  readonly answers: readonly string[];
  readonly features: number;
  readonly unseen: number;
}

const padded = (length: number): number => (length + 3) & ~3;

/** A model as one file: head in JSON, then hashes, rarities, scales and biases as 32-bit, weights as 8-bit numbers. */
export function encodeModel({ vocabulary, answers, weights, scales, bias }: LinearModel): Uint8Array {
  const head: Head = { answers, features: vocabulary.hashes.length, unseen: vocabulary.unseen };
  const text = new TextEncoder().encode(JSON.stringify(head));
  const parts = [vocabulary.hashes, vocabulary.rarity, scales, bias, weights].map(
    (part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
  );
  let at = START + padded(text.length);
  const file = new Uint8Array(at + parts.reduce((sum, part) => sum + part.length, 0));
  file.set(text, START);
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  const start = new DataView(file.buffer);
  start.setUint32(0, MAGIC, true);
  start.setUint32(4, VERSION, true);
  start.setUint32(12, text.length, true);
  start.setUint32(8, crc32(file.subarray(12)), true);
  return file;
}

const damaged = (why: string): NearmostError =>
  new NearmostError('invalid_model_file', `The student cannot be read: ${why}.`, {
    hint: 'Train it again: nearmost learn train <skill>',
    param: 'probe.bin',
  });

/** @throws NearmostError when the file is damaged or of a newer version. */
export function decodeModel(bytes: Uint8Array): LinearModel {
  if (bytes.length < START) throw damaged('its file is cut off');
  // A copy, so that 32-bit numbers begin at a multiple of four.
  const file = Uint8Array.from(bytes);
  const start = new DataView(file.buffer);
  if (start.getUint32(0, true) !== MAGIC) throw damaged('it is not a linear student');
  const version = start.getUint32(4, true);
  if (version !== VERSION) throw damaged(`it is of version ${version}, this program reads ${VERSION}`);
  if (start.getUint32(8, true) !== crc32(file.subarray(12))) throw damaged('its check sum is wrong');
  const length = start.getUint32(12, true);
  const head = JSON.parse(new TextDecoder().decode(file.subarray(START, START + length))) as Head;
  const { features, answers, unseen } = head;
  let at = START + padded(length);
  if (file.length !== at + 12 * features + answers.length * (4 + features))
    throw damaged('its size is wrong');
  const floats = (count: number): Float32Array =>
    new Float32Array(file.buffer, (at += count * 4) - count * 4, count);
  const hashes = new Int32Array(file.buffer, at, features);
  at += features * 4;
  const rarity = floats(features);
  const scales = floats(features);
  const bias = floats(answers.length);
  const weights = new Int8Array(file.buffer, at, features * answers.length);
  return { vocabulary: { hashes, rarity, unseen, index: indexOf(hashes) }, answers, weights, scales, bias };
}
