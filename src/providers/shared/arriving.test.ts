import { expect, test } from 'vitest';
import type { ChatPart } from '../../contract/index.ts';
import { arriving } from './arriving.ts';

const text = (word: string): ChatPart => ({ type: 'text', choice: 0, text: word });
const PARTS = ['a', 'b', 'c'].map(text);
const NOTHING = { done: true, value: undefined };

async function* streamed(log: string[]): AsyncGenerator<ChatPart, void, undefined> {
  try {
    yield* PARTS;
  } finally {
    log.push('closed');
  }
}
async function all(parts: AsyncIterable<ChatPart>): Promise<ChatPart[]> {
  const read: ChatPart[] = [];
  for await (const part of parts) read.push(part);
  return read;
}

test('nothing is asked before the first part is read', async () => {
  let asked = 0;
  const parts = arriving(async () => ((asked += 1), PARTS));
  expect(asked).toBe(0);
  expect(await all(parts)).toEqual(PARTS);
  expect([asked, await parts.next()]).toEqual([1, NOTHING]);
});

test('a stream is read part by part, and closed when it is left', async () => {
  const log: string[] = [];
  expect(await all(arriving(async () => streamed(log)))).toEqual(PARTS);
  const parts = arriving(async () => streamed(log));
  expect(await parts.next()).toEqual({ done: false, value: PARTS[0] });
  expect([await parts.return?.(), await parts.next()]).toEqual([NOTHING, NOTHING]);
  expect(log).toEqual(['closed', 'closed']);
});

test('what is there already may be taken without waiting', async () => {
  const parts = arriving(async () => PARTS);
  expect(await parts.next()).toEqual({ done: false, value: PARTS[0] });
  expect(parts.ready.shift()).toBe(PARTS[1]);
  expect(await all(parts)).toEqual([PARTS[2]]);
});

test('an answer that fails fails its reader; one that nobody began to read asks nobody', async () => {
  await expect(all(arriving(() => Promise.reject(new Error('no'))))).rejects.toThrow('no');
  const parts = arriving(() => Promise.reject(new Error('never asked')));
  await parts.return?.();
  expect(await parts.next()).toEqual(NOTHING);
});
