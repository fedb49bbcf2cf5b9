import { expect, test } from 'vitest';
import type { Adapter } from './adapters.ts';
import type { Native, NativeContext, NativeSampler } from './native.ts';
import { createLanes } from './lanes.ts';
import type { Run } from './run.ts';
import { createScheduler } from './scheduler.ts';

const adapter = (name: string): Adapter => ({ key: name, file: name, path: name, scale: 1 });

interface World {
  start(name: string, run?: Partial<Run>): { cancel: () => void; done: Promise<string> };
  /** What native code was told: which adapter, then the sequences of the batch. */
  said: string[];
}

/** A scheduler over a context that only writes down what it is told; every token is 7. */
function world(
  load: (name: string) => Promise<void> = async () => undefined,
  sequences = 2,
  most = 1,
): World {
  const said: string[] = [];
  let batch: number[] = [];
  const sampler: NativeSampler = { applyConfig: () => undefined, dispose: () => undefined };
  const context: Pick<
    NativeContext,
    | 'initBatch'
    | 'addToBatch'
    | 'decodeBatch'
    | 'disposeSequence'
    | 'getSequenceKvCacheMinPosition'
    | 'setThreads'
  > & { sampleToken: () => Promise<unknown>; removeTokenCellsFromSequence: () => boolean } = {
    initBatch: () => void (batch = []),
    addToBatch: (sequence, _position, _tokens, logits) => {
      batch.push(sequence);
      return logits;
    },
    decodeBatch: async () => void said.push(batch.join('+')),
    sampleToken: async () => [7, undefined, undefined, [7, 0], 1],
    disposeSequence: () => undefined,
    getSequenceKvCacheMinPosition: () => 0,
    removeTokenCellsFromSequence: () => true,
    setThreads: () => undefined,
  };
  const native = {
    context: context as unknown as NativeContext,
    dispose: async () => void said.push('gone'),
    createSampler: () => sampler,
  };
  const scheduler = createScheduler({
    native: native as unknown as Native,
    lanes: createLanes({
      first: native,
      sequences,
      most,
      threads: 1,
      make: async () => {
        said.push('new');
        return native;
      },
    }),
    adapters: {
      detached: () => undefined,
      load: ({ file }) => load(file),
      attach: (use, lane = 0) => void said.push(`${use?.key ?? 'base'}${lane > 0 ? ` in ${lane}` : ''}`),
    },
    contextSize: 64,
    sequences,
    batchSize: 32,
    ends: () => false,
    onBatch: () => undefined,
    forbidden: [],
    prefixes: true,
  });
  return {
    said,
    start(name, run = {}) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const cancel = scheduler.start({
        prompt: [1, 2, 3],
        adapter: name === '' ? undefined : adapter(name),
        sampler: { temperature: 0, minP: 0, topK: 0, topP: 1, seed: 0 },
        top: 0,
        maxTokens: 2,
        onStart: () => undefined,
        onToken: () => ({}),
        onEnd: resolve,
        onError: reject,
        ...run,
      });
      return { cancel, done: promise };
    },
  };
}

test('a batch holds sequences of one adapter', async () => {
  const { start, said } = world(undefined, 4);
  await Promise.all(['a', '', 'a', ''].map((name) => start(name).done));
  for (const [index, line] of said.entries())
    if (line === 'a' || line === 'base') expect(said[index + 1]).toBe(line === 'a' ? '0+2' : '1+3');
  expect(said.filter((line) => line === 'a')).toHaveLength(2);
});

test('one that is cancelled while its weights are read is not begun, and the next one is served', async () => {
  const reading = Promise.withResolvers<undefined>();
  const { start, said } = world((name) => (name === 'slow' ? reading.promise : Promise.resolve()));
  const { cancel } = start('slow');
  const other = start('quick');
  await new Promise((next) => setTimeout(next, 10));
  cancel();
  reading.resolve(undefined);
  expect(await other.done).toBe('length');
  expect(said).not.toContain('slow');
});

test('weights that cannot be read fail their own run only', async () => {
  const { start } = world((name) => (name === 'bad' ? Promise.reject(new Error('torn')) : Promise.resolve()));
  const [bad, good] = await Promise.allSettled([start('bad').done, start('good').done]);
  expect(bad).toMatchObject({ status: 'rejected', reason: { message: 'torn' } });
  expect(good).toMatchObject({ status: 'fulfilled', value: 'length' });
});

test('choices share a prompt also where the first of them was cancelled while its weights were read', async () => {
  const reading = Promise.withResolvers<undefined>();
  let times = 0;
  const { start } = world(() => (times++ === 0 ? reading.promise : Promise.resolve()));
  const group: NonNullable<Run['group']> = {};
  const first = start('a', { group });
  const second = start('a', { group });
  await new Promise((next) => setTimeout(next, 10));
  first.cancel();
  reading.resolve(undefined);
  expect(await second.done).toBe('length');
});

test('tokens that are expected are scored in portions, also those that end an answer', async () => {
  const expected = Array.from({ length: 40 }, (_, index) => index);
  const seen: number[] = [];
  const { start, said } = world();
  const { done } = start('', {
    expected,
    maxTokens: 40,
    onToken: ({ token }) => {
      seen.push(token);
      return {};
    },
  });
  expect(await done).toBe('length');
  expect(seen).toEqual(expected);
  expect(said.filter((line) => line === '0')).toHaveLength(3);
});

test('each of few adapters has a context of its own, one more takes over the one used least', async () => {
  const { start, said } = world(undefined, 2, 3);
  for (const name of ['', 'a', 'b', 'a', '', 'c', 'a']) await start(name).done;
  const seen = said.filter((line, at) => !/^\d/.test(line) && line !== said[at - 2]);
  expect(seen).toEqual(['base', 'new', 'a in 1', 'new', 'b in 2', 'a in 1', 'base', 'c in 2', 'a in 1']);
});

test('contexts add no sequences: as many are at work as before', async () => {
  let most = 0;
  let now = 0;
  const { start } = world(undefined, 2, 4);
  const count = { onStart: () => void (most = Math.max(most, ++now)) };
  const runs = ['', 'a', 'b', 'c', 'd', 'a'].map((name) => start(name, count).done.then(() => now--));
  await Promise.all(runs);
  expect(most).toBe(2);
});
