import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatPart, ChatRequest, ModelRecord } from '../../contract/index.ts';
import { fakeRecord } from '../../memory/testing/fake-engine.ts';
import { world } from '../../router/testing/world.ts';
import { TAGGER } from '../../store/embedded.ts';
import { createExtractTrainer } from '../students/extract.ts';
import { decodeModel } from '../students/extract/codec.ts';
import { decode, type Core } from '../students/extract/decode.ts';
import { orders, toExamples } from '../students/extract/testing/orders.ts';
import { packTagger, unpackTagger } from './codec.ts';
import { createCores } from './cores.ts';
import { openTagger } from './open-tagger.ts';
import { withTaggers } from './with-taggers.ts';

let folder: string;
let record: ModelRecord;
let core: Core;
const text = 'Send two boxes of eggs to Ada on Friday';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nearmost-tagger-'));
  const student = await createExtractTrainer().train(toExamples(orders(200, 1)), { skill: 'x', seed: 1 });
  const path = join(folder, 'tagger.bin');
  core = decodeModel(student.save().get('extract.bin') ?? new Uint8Array()).core;
  writeFileSync(path, packTagger(core));
  record = { ...fakeRecord('house+tags'), engine: TAGGER, variantOf: 'house', path };
});
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 8 }));

const asking = (content: NonNullable<ChatRequest['messages'][number]['content']>): ChatRequest => ({
  model: 'm',
  messages: [
    { role: 'user', content: 'before' },
    { role: 'assistant', content: '{}' },
    { role: 'user', content },
  ],
});

async function read(parts: AsyncIterable<ChatPart>): Promise<ChatPart[]> {
  const all: ChatPart[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

test('the last message is answered whole, with the score of all of it and its words counted', async () => {
  const [said, finish, usage] = await read(openTagger(record, createCores()).chat(asking(text)));
  if (said?.type !== 'text') throw new Error('no text');
  expect(JSON.parse(said.text)).toMatchObject({ action: 'send', boxes: 2, goods: ['eggs'], day: 'Friday' });
  expect(said.score?.logprob).toBeLessThan(0);
  expect(said.score?.logprob).toBeGreaterThan(-1);
  expect(finish).toMatchObject({ type: 'finish', reason: 'stop' });
  expect(usage).toEqual({
    type: 'usage',
    usage: { inputTokens: 9, outputTokens: await openTagger(record, createCores()).countTokens(said.text) },
  });
  const parted = await read(openTagger(record, createCores()).chat(asking([{ type: 'text', text }])));
  expect(parted[0]).toEqual(said);
});

test('what it cannot do is an error with a code', async () => {
  const tagger = openTagger(record, createCores());
  for (const content of ['', ' ', 'word '.repeat(600)])
    await expect(read(tagger.chat(asking(content)))).rejects.toMatchObject({ code: 'unsupported' });
  await expect(read(tagger.complete({ model: 'm', prompt: 'x' }))).rejects.toMatchObject({
    code: 'unsupported',
  });
  await expect(tagger.embed({ model: 'm', input: ['x'] })).rejects.toMatchObject({ code: 'unsupported' });
  await expect(tagger.encode(asking('x'), '')).rejects.toMatchObject({ code: 'unsupported' });
});

test.each([
  ['missing', undefined],
  ['not packed', Buffer.from('no tagger')],
  ['something else', brotliCompressSync('no tagger, and long enough to be one')],
])('a file that is %s is named as damaged', (name, content) => {
  const path = join(folder, `${name}.bin`);
  if (content) writeFileSync(path, content);
  expect(() => openTagger({ ...record, path }, createCores())).toThrow(
    expect.objectContaining({ code: 'invalid_model_file' }),
  );
});

test('a pool lends taggers by itself, each read once, and everything else as before', async () => {
  const { deps, asked } = world({ locals: { big: () => [] }, loading: ['house+tags', 'big'] });
  const pool = withTaggers(deps.pool, () => [record], createCores());
  const [one, two] = [await pool.lease(record), await pool.lease(record)];
  expect(one.model).toBe(two.model);
  one.release();
  expect([pool.isReady('house+tags'), pool.isReady('big')]).toEqual([true, false]);
  expect([pool.hint(record), pool.hint(fakeRecord('big'))]).toEqual(['ready', 'noted']);
  expect(asked).toEqual([]);
  await pool.lease(fakeRecord('big'));
  expect(asked).toEqual(['local/big']);
  await expect(pool.lease({ ...record, path: '/nowhere' })).rejects.toMatchObject({
    code: 'invalid_model_file',
  });
});

test('a file says what the tagger said before, and packing it again changes nothing', () => {
  const packed = packTagger(core);
  const again = unpackTagger(packed);
  expect(Buffer.from(packTagger(again)).equals(packed)).toBe(true);
  const same = orders(60, 2).filter(
    ({ input }) => JSON.stringify(decode(core, input)?.value) === JSON.stringify(decode(again, input)?.value),
  );
  // weights are rounded
  expect(same.length).toBeGreaterThanOrEqual(59);
});

test('a file is unpacked once, whoever asks; one that cannot be read is asked for again', () => {
  const cores = createCores();
  expect(cores(record.path)).toBe(cores(record.path));
  expect(createCores()(record.path)).not.toBe(cores(record.path));
  const path = join(folder, 'late.bin');
  expect(() => cores(path)).toThrow(expect.objectContaining({ code: 'invalid_model_file' }));
  writeFileSync(path, packTagger(core));
  expect(cores(path).shape).toEqual(core.shape);
});

test('damage anywhere is noticed', () => {
  const packed = packTagger(core);
  const error = expect.objectContaining({ code: 'invalid_model_file' });
  for (let at = 0; at < packed.length; at += Math.ceil(packed.length / 40)) {
    const torn = Buffer.from(packed);
    torn[at]! ^= 0x10;
    expect(() => unpackTagger(torn), `byte ${at}`).toThrow(error);
  }
  expect(() => unpackTagger(packed.subarray(0, packed.length / 2))).toThrow(error);
  const other = brotliDecompressSync(packed);
  other.writeUInt32LE(1, 4);
  expect(() => unpackTagger(brotliCompressSync(other))).toThrow(error);
});
