import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { randomLlama } from '../../../kit/gguf/testing/random-llama.ts';
import { writeRandomLora } from '../../../kit/gguf/testing/random-lora.ts';
import type { TrainingJob } from '../job.ts';
import { createExternalTrainer } from './external-trainer.ts';
import { permuteHeads } from './permute-heads.ts';
import { readSafetensors } from './safetensors.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearmost-external-'));
afterAll(() => rmSync(folder, { recursive: true }));
const base = join(folder, 'base.gguf');
writeFileSync(base, randomLlama());
const good = join(folder, 'good.gguf');
writeRandomLora(good);
const wide = join(folder, 'wide.gguf');
writeRandomLora(wide, { width: 128 });

const job = (name: string): TrainingJob => ({
  base,
  baseSha256: 'ab'.repeat(32),
  texts: [{ tokens: [1, 2, 3], from: 1 }],
  heldOut: [],
  settings: { rank: 4, alpha: 8, epochs: 2, rate: 1e-3, stepTokens: 4, seed: 1 },
  memoryBytes: 2 ** 30,
  threads: 1,
  folder: join(folder, name),
  out: join(folder, `${name}.gguf`),
});
/** A trainer that is a line of JavaScript; `job` is the content of job.json. */
const node = (line: string, timeoutMs = 60_000) =>
  createExternalTrainer({
    command: [
      process.execPath,
      '-e',
      `const fs = require('node:fs'); const job = JSON.parse(fs.readFileSync(process.argv[1])); ${line}`,
      '{job}',
    ],
    timeoutMs,
  });

test('a command finds its job and texts, and its adapter is taken over', async () => {
  const report = await node(
    `if (fs.readFileSync(job.train, 'utf8') !== '{"tokens":[1,2,3],"from":1}\\n') process.exit(1);
     fs.writeFileSync(job.out + '/report.json', '{"steps":7,"loss":{"first":2,"last":1}}');
     fs.copyFileSync(${JSON.stringify(good)}, job.out + '/adapter.gguf');`,
  ).train(job('sound'));
  expect(report).toMatchObject({ steps: 7, tokens: 6, loss: { first: 2, last: 1, heldOut: null } });
  expect(readFileSync(job('sound').out)).toEqual(readFileSync(good));
});

test.each<[string, string, RegExp]>([
  [
    'fails',
    `console.error('no room on device'); process.exit(3)`,
    /code 3\. The end of its output: no room on device/,
  ],
  ['leaves nothing', '', /no adapter in/],
  [
    'leaves an adapter of another width',
    `fs.copyFileSync(${JSON.stringify(wide)}, job.out + '/adapter.gguf')`,
    /does not fit the base/,
  ],
  ['leaves half a file', `fs.writeFileSync(job.out + '/adapter.gguf', 'GGUF')`, /no sound GGUF file/],
  [
    'leaves a PEFT folder of another kind',
    `fs.writeFileSync(job.out + '/adapter_config.json', '{"peft_type":"IA3","r":4,"lora_alpha":8}')`,
    /kind IA3/,
  ],
])('a command that %s: a clear error, what was there before stays', async (name, line, message) => {
  const it = job(name.replaceAll(' ', '-'));
  writeFileSync(it.out, 'the old one');
  await expect(node(line).train(it)).rejects.toThrow(message);
  expect(readFileSync(it.out, 'utf8')).toBe('the old one');
});

test('a command that takes too long is ended, one that is not there is named', async () => {
  await expect(node('setInterval(() => {}, 1000)', 300).train(job('slow'))).rejects.toMatchObject({
    code: 'timeout',
  });
  const missing = createExternalTrainer({ command: [join(folder, 'no-such-program')] });
  await expect(missing.train(job('missing'))).rejects.toMatchObject({ code: 'engine_missing' });
  await expect(
    node('setInterval(() => {}, 1000)').train(job('stopped'), { signal: AbortSignal.timeout(300) }),
  ).rejects.toMatchObject({ code: 'cancelled' });
});

test('the rows of a head are interleaved, head by head', () => {
  expect([...permuteHeads(Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7), 8, 1, 2)]).toEqual([
    0, 2, 1, 3, 4, 6, 5, 7,
  ]);
});

function safetensors(header: unknown, bytes = 8): string {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const head = new Uint8Array(8);
  new DataView(head.buffer).setBigUint64(0, BigInt(text.length), true);
  const path = join(folder, 'x.safetensors');
  writeFileSync(path, Buffer.concat([head, Buffer.from(text), new Uint8Array(bytes).fill(0x3c)]));
  return path;
}
const entry = (dtype: string, shape: unknown, from: number, to: number): unknown => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

test('numbers of every type are read', () => {
  const all = readSafetensors(
    safetensors({
      a: entry('F32', [1], 0, 4),
      b: entry('F16', [1, 1], 4, 6),
      c: entry('BF16', [1], 6, 8),
      __metadata__: { format: 'pt' },
    }),
  );
  expect([...all.keys()]).toEqual(['a', 'b', 'c']);
  expect(all.get('b')?.data[0]).toBe(1.05859375);
  expect(all.get('c')?.data[0]).toBeCloseTo(0.01147, 4);
});

test.each<[string, unknown, RegExp]>([
  ['no JSON', '{"a":', /no JSON/],
  ['a list', [], /no JSON object/],
  ['an entry that is none', { a: 1 }, /none of a tensor/],
  ['a negative offset', { a: entry('F32', [1], -4, 0) }, /none of a tensor/],
  ['another type', { a: entry('I64', [1], 0, 8) }, /is I64/],
  ['a type that objects have', { a: entry('toString', [1], 0, 8) }, /is toString/],
  ['a shape that does not fit', { a: entry('F32', [3], 0, 8) }, /takes 8 bytes, its shape 12/],
  ['a shape that overflows', { a: entry('F32', [2 ** 50, 2 ** 50], 0, 8) }, /its shape/],
  ['overlapping tensors', { a: entry('F32', [2], 0, 8), b: entry('F32', [1], 4, 8) }, /overlaps/],
  ['a tensor beyond the end', { a: entry('F32', [4], 0, 16) }, /ends at 16/],
])('a safetensors file with %s is refused', (_, header, message) => {
  expect(() => readSafetensors(safetensors(header))).toThrow(message);
});

test('a header longer than the file is refused, and so is a folder', () => {
  const path = join(folder, 'long.safetensors');
  writeFileSync(path, new Uint8Array(64).fill(255));
  expect(() => readSafetensors(path)).toThrow(/its header claims/);
  mkdirSync(join(folder, 'x.dir'));
  expect(() => readSafetensors(join(folder, 'x.dir'))).toThrow(/it is no file/);
});
