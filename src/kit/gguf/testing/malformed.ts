import { hostileModels } from './hostile-models.ts';
import { randomLlama } from './random-llama.ts';
import { writeGguf, type GgufEntry, type GgufTensor } from '../write.ts';

/** A bad file and the name of what is wrong with it. */
export interface MalformedCase {
  name: string;
  bytes: Uint8Array;
}

type Patch = (view: DataView, bytes: Uint8Array) => void;

const architecture: GgufEntry = { key: 'general.architecture', type: 'string', value: 'llama' };
const filler = (key: string): GgufEntry => ({ key, type: 'u32', value: 1 });
const tensor = (name: string, more: Partial<GgufTensor> = {}): GgufTensor => ({
  name,
  type: 'F32',
  dimensions: [8],
  data: new Uint8Array(32),
  ...more,
});

/** Where a text stands in the bytes. */
function find(bytes: Uint8Array, text: string): number {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(text);
  if (at < 0) throw new Error(`"${text}" is not in the file`);
  return at;
}

function patched(bytes: Uint8Array, patch: Patch): Uint8Array {
  const copy = Uint8Array.from(bytes);
  patch(new DataView(copy.buffer), copy);
  return copy;
}

/** Writes a 64-bit number so many bytes after the end of a text. */
const after =
  (text: string, skip: number, value: bigint): Patch =>
  (view, bytes) =>
    view.setBigUint64(find(bytes, text) + text.length + skip, value, true);
const after32 =
  (text: string, skip: number, value: number): Patch =>
  (view, bytes) =>
    view.setUint32(find(bytes, text) + text.length + skip, value, true);

/** A small sound file; the cases below are one step away from it. */
export function soundGguf(): Uint8Array {
  return writeGguf(
    [
      architecture,
      filler('key.a'),
      { key: 'key.text', type: 'string', value: 'some text' },
      { key: 'key.list', arrayOf: 'u32', values: [1, 2, 3] },
    ],
    [tensor('first.weight'), tensor('other.weight')],
  );
}

const withAlignment = (type: 'u32' | 'u64' | 'string', value: number | string): Uint8Array =>
  writeGguf([architecture, { key: 'general.alignment', type, value }], [tensor('first.weight')]);

const twice = (key: string, value: number): Uint8Array =>
  writeGguf(
    [architecture, { key, type: 'u32', value }, { key, type: 'u32', value }],
    [tensor('first.weight')],
  );

/** Every way of being wrong that the field has seen: the reader must refuse each with `invalid_model_file`. */
export function malformedCases(): MalformedCase[] {
  const sound = soundGguf();
  const patches: [string, Patch][] = [
    ['bad magic', (view) => view.setUint32(0, 0x46554748)],
    ['version 0', (view) => view.setUint32(4, 0, true)],
    ['version 1', (view) => view.setUint32(4, 1, true)],
    ['version of the future', (view) => view.setUint32(4, 4, true)],
    ['big-endian version', (view) => view.setUint32(4, 3, false)],
    ['-1 tensors', (view) => view.setBigInt64(8, -1n, true)],
    ['-1 metadata entries', (view) => view.setBigInt64(16, -1n, true)],
    ['more tensors than bytes', (view) => view.setBigUint64(8, 60_000n, true)],
    ['more entries than there are', (view) => view.setBigUint64(16, 5n, true)],
    ['key length beyond the file', (view) => view.setBigUint64(24, 1n << 40n, true)],
    ['empty key', (view) => view.setBigUint64(24, 0n, true)],
    ['key with a line break', (_view, bytes) => (bytes[find(bytes, 'key.a')] = 10)],
    ['bad value type', after32('key.a', 0, 99)],
    ['string longer than the file', after('key.text', 4, 1n << 62n)],
    ['string of length -1', after('key.text', 4, (1n << 64n) - 1n)],
    ['array longer than the file', after('key.list', 8, 1n << 61n)],
    ['bad element type', after32('key.list', 4, 77)],
    ['array of arrays', after32('key.list', 4, 9)],
    [
      'truth value of 2',
      (view, bytes) => {
        view.setUint32(find(bytes, 'key.a') + 5, 7, true);
        bytes[find(bytes, 'key.a') + 9] = 2;
      },
    ],
    ['0 dimensions', after32('first.weight', 0, 0)],
    ['5 dimensions', after32('first.weight', 0, 5)],
    ['2^32 - 1 dimensions', after32('first.weight', 0, 0xffffffff)],
    ['dimension of 0', after('first.weight', 4, 0n)],
    ['dimension of -1', after('first.weight', 4, (1n << 64n) - 1n)],
    ['size overflow', after('first.weight', 4, 0x7fff_ffff_ffff_ffc0n)],
    ['tensor larger than the file', after('first.weight', 4, 1n << 33n)],
    ['bad tensor type', after32('first.weight', 12, 4)],
    ['tensor type of the future', after32('first.weight', 12, 4000)],
    ['row no multiple of the block', after32('first.weight', 12, 8)],
    ['offset not aligned', after('other.weight', 16, 33n)],
    ['offset beyond the file', after('other.weight', 16, 1n << 34n)],
    ['offset of -32', after('other.weight', 16, (1n << 64n) - 32n)],
    ['overlapping tensors', after('other.weight', 16, 0n)],
    ['duplicate tensor', (_view, bytes) => bytes.set(Buffer.from('first'), find(bytes, 'other.weight'))],
    ['key length of -1', (view) => view.setBigInt64(24, -1n, true)],
    ['array of length -1', after('key.list', 8, (1n << 64n) - 1n)],
    ['value type array, cut short', after32('key.text', 0, 9)],
    ['dimension of 2^63', after('first.weight', 4, 1n << 63n)],
    [
      'tensor name length of -1',
      (view, bytes) => view.setBigInt64(find(bytes, 'first.weight') - 8, -1n, true),
    ],
    ['tensor name with an escape sequence', (_view, bytes) => (bytes[find(bytes, 'first.weight') + 3] = 27)],
    ['tensor name with a zero byte', (_view, bytes) => (bytes[find(bytes, 'first.weight') + 3] = 0)],
  ];
  const cases = patches.map(([name, patch]) => ({ name, bytes: patched(sound, patch) }));
  const twoHuge = writeGguf([architecture], [tensor('first.weight'), tensor('other.weight')]);
  return [
    ...cases,
    { name: 'duplicate key', bytes: writeGguf([architecture, filler('key.a'), filler('key.a')], []) },
    {
      name: 'two tensors whose sizes overflow together',
      bytes: patched(
        patched(twoHuge, after('first.weight', 4, 0x7fff_ffff_ffff_ffc0n)),
        after('other.weight', 4, 0x7fff_ffff_ffff_ffc0n),
      ),
    },
    { name: 'duplicate alignment', bytes: twice('general.alignment', 32) },
    {
      name: 'sizes that overflow in the product of dimensions',
      bytes: patched(
        writeGguf([architecture], [tensor('first.weight', { dimensions: [2, 2, 2, 1] })]),
        (view, bytes) => {
          const at = find(bytes, 'first.weight') + 12 + 4;
          for (let i = 0; i < 4; i++) view.setBigUint64(at + 8 * i, 1n << 16n, true);
        },
      ),
    },
    { name: 'alignment of 0', bytes: withAlignment('u32', 0) },
    { name: 'alignment no power of two', bytes: withAlignment('u32', 48) },
    { name: 'alignment of the wrong type', bytes: withAlignment('string', '32') },
    { name: 'alignment in 64 bits', bytes: withAlignment('u64', 32) },
    {
      name: 'alignment that the offsets break',
      bytes: writeGguf(
        [architecture, { key: 'general.alignment', type: 'u32', value: 64 }],
        [tensor('first.weight'), tensor('other.weight')],
      ),
    },
    { name: 'tensor name of 64 bytes', bytes: writeGguf([architecture], [tensor('n'.repeat(64))]) },
    { name: 'empty tensor name', bytes: writeGguf([architecture], [tensor('')]) },
    { name: 'not enough data', bytes: sound.slice(0, -1) },
    { name: 'empty file', bytes: new Uint8Array() },
    { name: 'text', bytes: Buffer.from('<html>404 not found</html>') },
  ];
}

/** Changes one metadata value of a sound random model. */
function modelWith(change: (bytes: Uint8Array, view: DataView) => void): Uint8Array {
  return patched(randomLlama(), (view, bytes) => change(bytes, view));
}
const setU32 = (key: string, value: number): Uint8Array =>
  modelWith((bytes, view) => view.setUint32(find(bytes, key) + key.length + 4, value, true));

/** Sound containers that are no usable model: refused by `modelInfo`. */
export function unusableModels(): MalformedCase[] {
  return [
    { name: 'no architecture', bytes: writeGguf([], []) },
    {
      name: 'an adapter',
      bytes: writeGguf([architecture, { key: 'general.type', type: 'string', value: 'adapter' }], []),
    },
    { name: 'no hyper-parameters', bytes: soundGguf() },
    { name: 'context length of 0', bytes: setU32('llama.context_length', 0) },
    { name: 'context length of 2^32 - 1', bytes: setU32('llama.context_length', 0xffffffff) },
    { name: 'layers beyond reason', bytes: setU32('llama.block_count', 100_000) },
    {
      name: 'fewer layers than tensors of layers',
      bytes: modelWith((bytes) => bytes.set(Buffer.from('blk.9'), find(bytes, 'blk.1'))),
    },
    { name: 'embedding narrower than it says', bytes: setU32('llama.embedding_length', 128) },
    { name: 'heads of 0', bytes: setU32('llama.attention.head_count', 0) },
    { name: 'end token beyond the vocabulary', bytes: setU32('tokenizer.ggml.eos_token_id', 100_000) },
    {
      name: 'no token embedding',
      bytes: modelWith((bytes) => bytes.set(Buffer.from('tokem'), find(bytes, 'token_embd.weight'))),
    },
    ...hostileModels(),
  ];
}
