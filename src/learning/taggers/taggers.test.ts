import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatPart, ChatRequest, ModelRecord } from '../../contract/index.ts';
import { fakeRecord } from '../../memory/testing/fake-engine.ts';
import { world } from '../../router/testing/world.ts';
import { TAGGER } from '../../store/embedded.ts';
import { createExtractTrainer } from '../students/extract.ts';
import { orders, toExamples } from '../students/extract/testing/orders.ts';
import { openTagger } from './open-tagger.ts';
import { withTaggers } from './with-taggers.ts';

let folder: string;
let record: ModelRecord;
const text = 'Send two boxes of eggs to Ada on Friday';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nearmost-tagger-'));
  const student = await createExtractTrainer().train(toExamples(orders(200, 1)), { skill: 'x', seed: 1 });
  const path = join(folder, 'tagger.bin');
  writeFileSync(path, brotliCompressSync(student.save().get('extract.bin') ?? new Uint8Array()));
  record = { ...fakeRecord('house+tags'), engine: TAGGER, variantOf: 'house', path };
});
afterAll(() => rmSync(folder, { recursive: true }));

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
  const [said, finish, usage] = await read(openTagger(record).chat(asking(text)));
  if (said?.type !== 'text') throw new Error('no text');
  expect(JSON.parse(said.text)).toMatchObject({ action: 'send', boxes: 2, goods: ['eggs'], day: 'Friday' });
  expect(said.score?.logprob).toBeLessThan(0);
  expect(said.score?.logprob).toBeGreaterThan(-1);
  expect(finish).toMatchObject({ type: 'finish', reason: 'stop' });
  expect(usage).toEqual({
    type: 'usage',
    usage: { inputTokens: 9, outputTokens: await openTagger(record).countTokens(said.text) },
  });
  const parted = await read(openTagger(record).chat(asking([{ type: 'text', text }])));
  expect(parted[0]).toEqual(said);
});

test('what it cannot do is an error with a code', async () => {
  const tagger = openTagger(record);
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
  expect(() => openTagger({ ...record, path })).toThrow(
    expect.objectContaining({ code: 'invalid_model_file' }),
  );
});

test('a pool lends taggers by itself, each read once, and everything else as before', async () => {
  const { deps, asked } = world({ locals: { big: () => [] }, loading: ['house+tags', 'big'] });
  const pool = withTaggers(deps.pool, () => [record]);
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
