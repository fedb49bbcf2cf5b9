import { expect, test } from 'vitest';
import { chooseLane, type LaneState, laneState } from './choose-lane.ts';
import { createLanes } from './lanes.ts';
import { mostLanes } from './most-lanes.ts';
import type { NativeContext } from './native.ts';

const lane = (attached: string | undefined, more: Partial<LaneState> = {}): LaneState => ({
  attached,
  working: new Set(),
  shared: 0,
  usedAt: 0,
  ...more,
});

test('a group stays where it is at work, else it goes where its adapter is', () => {
  expect(chooseLane('a', [lane('a'), lane('b', { working: new Set(['b', 'a']) })], true)).toBe(1);
  expect(chooseLane('b', [lane('a'), lane('b')], true)).toBe(1);
  expect(chooseLane('', [lane('a'), lane('')], true)).toBe(1);
});

test('a context that was never used comes before a new one, a new one before a change', () => {
  expect(chooseLane('a', [lane(undefined)], true)).toBe(0);
  expect(chooseLane('a', [lane(undefined, { working: new Set(['b']) })], true)).toBe('new');
  expect(chooseLane('a', [lane('b')], true)).toBe('new');
  expect(chooseLane('a', [lane('b')], false)).toBe(0);
});

test('who changes: idle first, then one that holds the prompt, then the least recently used', () => {
  const busy = lane('b', { working: new Set(['b']), usedAt: 1, shared: 500 });
  expect(chooseLane('a', [busy, lane('c', { usedAt: 9 }), lane('d', { usedAt: 4 })], false)).toBe(2);
  expect(chooseLane('a', [lane('c', { usedAt: 9, shared: 80 }), lane('d', { usedAt: 4 })], false)).toBe(0);
  expect(chooseLane('a', [lane('c', { usedAt: 9, shared: 8 }), lane('d', { usedAt: 4 })], false)).toBe(1);
});

test('a context counts only what was computed with the group that asks', () => {
  const slots = [
    { tokens: [1, 2, 3], group: 'a', usedAt: 3, run: undefined },
    { tokens: [1, 2, 3, 4], group: 'b', usedAt: 5, run: {} },
  ];
  const asked = { prompt: [1, 2, 3, 4], group: 'a' };
  expect(laneState(slots, 'b', asked)).toEqual({
    attached: 'b',
    working: new Set(['b']),
    shared: 3,
    usedAt: 5,
  });
});

/** A context that writes down what it is told. */
function open(name: string, said: string[] = []): { context: NativeContext; dispose(): Promise<void> } {
  const note =
    (what: string) =>
    (...args: unknown[]): number[] => {
      said.push(`${name} ${what} ${args.filter((arg) => typeof arg === 'number').join(' ')}`.trim());
      return [];
    };
  const context = new Proxy({}, { get: (_, what) => note(String(what)) }) as NativeContext;
  return { context, dispose: async () => void said.push(`${name} is gone`) };
}

test('sequences are numbered through, batches go where was entered, threads to all', async () => {
  const said: string[] = [];
  const lanes = createLanes({
    first: open('0', said),
    sequences: 4,
    most: 2,
    threads: 3,
    make: async () => open('1', said),
  });
  lanes.context.setThreads(2);
  expect(await lanes.grow()).toBe(true);
  expect([lanes.count, lanes.canGrow, await lanes.grow()]).toEqual([2, false, false]);
  lanes.context.disposeSequence(3);
  lanes.context.disposeSequence(6);
  lanes.enter(1);
  lanes.context.initBatch(1);
  lanes.context.addToBatch(5, 9, Uint32Array.of(1), Uint32Array.of(0));
  lanes.context.setThreads(1);
  expect(said).toEqual([
    '0 setThreads 3',
    '0 setThreads 2',
    '1 setThreads 2',
    '0 disposeSequence 3',
    '1 disposeSequence 2',
    '1 initBatch 1',
    '1 addToBatch 1 9',
    '0 setThreads 1',
    '1 setThreads 1',
  ]);
  expect(() => lanes.context.copySequenceStateFromOtherSequence(0, 4)).toThrow('another context');
});

test('where there is no room for a context it is not tried again', async () => {
  let times = 0;
  const make = (): Promise<never> => {
    times++;
    return Promise.reject(new Error('no memory'));
  };
  const lanes = createLanes({ first: open('0'), sequences: 1, most: 4, threads: 1, make });
  expect([await lanes.grow(), await lanes.grow()]).toEqual([false, false]);
  expect([lanes.canGrow, times]).toEqual([false, 1]);
});

test('after all were given back the first one is made anew; when that fails it may be tried again', async () => {
  const said: string[] = [];
  let room = false;
  const make = async (): Promise<ReturnType<typeof open>> => {
    if (!room) throw new Error('no memory');
    return open('1', said);
  };
  const lanes = createLanes({ first: open('0', said), sequences: 1, most: 1, threads: 1, make });
  await lanes.close();
  lanes.context.setThreads(3);
  expect([lanes.count, lanes.canGrow]).toEqual([0, true]);
  expect(() => lanes.context.disposeSequence(0)).toThrow('there is no context 0');
  await expect(lanes.grow()).rejects.toThrow('no memory');
  room = true;
  expect([await lanes.grow(), lanes.count]).toEqual([true, 1]);
  expect(said).toEqual(['0 setThreads 1', '0 is gone', '1 setThreads 3']);
});

test('how many contexts: four of a small model, one of a large one or of a small device', () => {
  const info = { layers: 4, kvHeads: 6, headLength: 32 } as Parameters<typeof mostLanes>[0];
  const size = { contextSize: 512, sequences: 8 };
  expect(mostLanes(info, size, 8e9)).toBe(4);
  expect(mostLanes(info, { contextSize: 512, sequences: 32 }, 16e9)).toBe(3);
  expect(mostLanes({ ...info, layers: 40 }, size, 64e9)).toBe(1);
  expect(mostLanes(info, size, 5e8)).toBe(1);
});
