import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { NearmostError } from '../contract/errors.ts';
import type { Egress } from '../contract/index.ts';
import { download } from './download.ts';
import { judgeAnswer, mayResume, type Answer, type Expected } from './judge-answer.ts';
import type { PartState } from './part-file.ts';
import { createProgress, type Progress } from './progress.ts';
import { tempFolder } from './testing/temp-home.ts';

const answer = (
  status: number,
  headers: Record<string, string> = {},
  more: Partial<Answer> = {},
): Answer => ({
  status,
  headers,
  linkedEtag: undefined,
  linkedSize: undefined,
  host: 'host',
  ...more,
});
const state: PartState = { url: 'u', validator: '"v"', total: 10 };
const judge = (one: Answer, have = 4, old: PartState | undefined = state, expected: Expected = {}): unknown =>
  judgeAnswer(one, have, old, expected).act;

test.each([
  [206, { 'content-range': 'bytes 4-9/10', etag: '"v"' }, 'append'],
  [206, { 'content-range': 'bytes 4-9/10', etag: '"other"' }, 'restart'],
  [206, { 'content-range': 'bytes 0-9/10' }, 'restart'],
  [206, { 'content-range': 'bytes 4-11/12' }, 'restart'],
  [206, { 'content-range': 'nonsense' }, 'restart'],
  [206, {}, 'restart'],
  [200, { 'content-length': '10' }, 'whole'],
  [200, {}, 'whole'],
  [416, {}, 'restart'],
  [500, {}, 'retry'],
  [429, {}, 'retry'],
])('%i with %j means %s', (status, headers, act) =>
  expect(judge(answer(status, headers as Record<string, string>))).toBe(act),
);

test('416 after the last byte means that nothing is missing', () => {
  expect(judge(answer(416), 10)).toBe('complete');
  expect(judge(answer(416), 10, state, { bytes: 11 })).toBe('restart');
});

test('a mark of the hub that changed, or lengths that disagree, are noticed', () => {
  const range = { 'content-range': 'bytes 4-9/10' };
  expect(judge(answer(206, range, { linkedEtag: 'b' }), 4, { ...state, linkedEtag: 'a' })).toBe('restart');
  expect(() => judge(answer(206, range), 4, state, { bytes: 11 })).toThrow(
    /should have 11 bytes, but host announces 10/,
  );
  expect(() => judge(answer(200, { 'content-length': '10' }, { linkedSize: 9 }))).toThrow(
    /9 bytes, but host announces 10/,
  );
  expect(() => judge(answer(206, { ...range, 'content-length': '7' }))).toThrow(
    /announces 7 bytes where 6 are missing/,
  );
});

test.each([
  [401, {}, 'upstream_auth'],
  [404, {}, 'unknown_model'],
  [418, {}, 'download_failed'],
  [200, { 'content-encoding': 'gzip' }, 'download_failed'],
])('%i with %j is final: %s', (status, headers, code) =>
  expect(() => judge(answer(status, headers as Record<string, string>))).toThrow(
    expect.objectContaining({ code }),
  ),
);

test('bytes are trusted only with a mark of what they belong to', () => {
  expect(mayResume(undefined, 'u', { sha256: 'x' })).toBe(false);
  expect(mayResume({ url: 'other', validator: 'v' }, 'u', {})).toBe(false);
  expect(mayResume({ url: 'u' }, 'u', {})).toBe(false);
  expect(mayResume({ url: 'u' }, 'u', { sha256: 'x' })).toBe(true);
  expect(mayResume({ url: 'u', linkedEtag: 'e' }, 'u', {})).toBe(true);
});

test('a weak ETag cannot prove that bytes are the same; the date is used instead', () => {
  const verdict = judgeAnswer(answer(200, { etag: 'W/"x"', 'last-modified': 'Mon' }), 0, undefined, {});
  expect(verdict).toMatchObject({ state: { validator: 'Mon' } });
});

test('progress: ten reports a second at most, the rate of the last seconds, time left', () => {
  let now = 0;
  const seen: Progress[] = [];
  const update = createProgress({ now: () => now, monotonic: () => now }, (one) => seen.push(one));
  for (; now <= 10_000; now += 10) update(now * 100, 2_000_000);
  expect(seen.length).toBeLessThanOrEqual(101);
  expect(seen.at(-1)).toMatchObject({ bytes: 1_000_000, bytesPerSecond: 100_000, secondsLeft: 10 });
  for (; now <= 20_000; now += 10) update(1_000_000 + (now - 10_000) * 50, 2_000_000);
  expect(seen.at(-1)?.bytesPerSecond).toBeCloseTo(50_000, -3);
  update(2_000_000, 2_000_000, true);
  expect(seen.at(-1)).toMatchObject({ bytes: 2_000_000, secondsLeft: 0 });
});

/** A sender that says what it is told, one answer after the other. */
function sender(...bodies: (() => AsyncIterable<Uint8Array>)[]): Egress {
  let at = 0;
  return async () => ({
    status: 200,
    headers: {},
    body: (bodies[Math.min(at++, bodies.length - 1)] as () => AsyncIterable<Uint8Array>)(),
    text: async () => '',
  });
}
const part = (): string => `${tempFolder()}/x.part`;
const fast = { sleep: async (): Promise<void> => undefined, freeBytes: (): number => 1e12 };

test('a connection that goes silent counts as dropped', async () => {
  const egress = sender(
    async function* () {
      yield Buffer.from('abc');
      await new Promise(() => undefined);
    },
    async function* () {
      yield Buffer.from('abcdef');
    },
  );
  const result = await download({ url: 'https://host/x', part: part(), egress, stallMs: 20, ...fast });
  expect(result.bytes).toBe(6); // no mark of the content, so it began again
});

test('what must not be tried again is not: a refusal of the door', async () => {
  let calls = 0;
  const egress: Egress = async () => {
    calls += 1;
    throw new NearmostError('egress_refused', 'no');
  };
  await expect(download({ url: 'https://host/x', part: part(), egress, ...fast })).rejects.toMatchObject({
    code: 'egress_refused',
  });
  expect(calls).toBe(1);
});

test('a file that begins wrong is refused by its first bytes, and nothing is left', async () => {
  let pieces = 0;
  const egress = sender(async function* () {
    for (const piece of ['<h', 'tml>', 'more', 'more']) {
      pieces += 1;
      yield Buffer.from(piece);
    }
  });
  const path = part();
  const seen: string[] = [];
  const checkHead = (head: Uint8Array): void => {
    seen.push(Buffer.from(head).toString());
    throw new NearmostError('invalid_model_file', 'no');
  };
  const work = download({ url: 'https://host/x', part: path, egress, checkHead, ...fast });
  await expect(work).rejects.toMatchObject({ code: 'invalid_model_file' });
  expect([seen, pieces]).toEqual([['<html>'], 2]);
  expect(readdirSync(dirname(path))).toEqual([]);
});

test('a refused download leaves no empty part', async () => {
  const path = part();
  const egress: Egress = async () => ({
    status: 404,
    headers: {},
    body: (async function* () {})(),
    text: async () => '',
  });
  await expect(download({ url: 'https://host/x', part: path, egress, ...fast })).rejects.toMatchObject({
    code: 'unknown_model',
  });
  expect(readdirSync(dirname(path))).toEqual([]);
});
