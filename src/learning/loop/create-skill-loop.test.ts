import { expect, test } from 'vitest';
import type { SkillLoop } from '../skill-loop.ts';
import type { SkillStore } from '../skill-store.ts';
import type { StudentTrainer } from '../student.ts';
import { createMemoTrainer } from '../students/memo.ts';
import { createProbeTrainer } from '../students/probe.ts';
import { createMemoryStore } from '../testing/memory-store.ts';
import { createRequests, exampleOf, playAll, type PlayedRequest, type Request } from '../testing/requests.ts';
import { createRandom } from '../../kit/random.ts';
import { createSkillLoop } from './create-skill-loop.ts';
import type { LoopPolicy } from './policy.ts';

const POLICY: Partial<LoopPolicy> = {
  floor: 0.9,
  window: Infinity,
  minExamples: 40,
  canary: 30,
  shadowShare: 0.1,
  growth: 0.5,
};

function loopOver(
  store: SkillStore,
  trainers: readonly StudentTrainer[] = [createMemoTrainer(), createProbeTrainer()],
  policy = POLICY,
): SkillLoop {
  let now = 0;
  return createSkillLoop({
    skill: 's',
    store,
    trainers,
    policy,
    random: createRandom(5),
    clock: { now: () => ++now },
  });
}

const share = (played: readonly PlayedRequest[]): number =>
  played.filter(({ found }) => found.serve !== undefined).length / played.length;
const types = (store: SkillStore): string[] => store.events('s').map(({ type }) => type);
const turned = (requests: readonly Request[]): Request[] => {
  const next: Record<string, string> = { weather: 'book', book: 'play', play: 'travel', travel: 'weather' };
  return requests.map(({ input, output }) => ({ input, output: next[output] ?? output }));
};

test('collects, trains, ships as a canary, serves; and says so', async () => {
  const store = createMemoryStore();
  const loop = loopOver(store);
  expect(loop.stage).toBe('collecting');
  expect(loop.why).toBe('Collecting: 0 examples, trains again after 40 more.');
  const played = await playAll(loop, createRequests(400, 1));
  expect(loop.stage).toBe('serving');
  expect(share(played.slice(-100))).toBeGreaterThan(0.9);
  expect(played.filter(({ found, right }) => found.serve !== undefined && !right)).toEqual([]);
  const told = types(store);
  expect(told.indexOf('trained')).toBeLessThan(told.indexOf('shipped'));
  expect(told.indexOf('shipped')).toBeLessThan(told.indexOf('promoted'));
  expect(loop.serving).toMatchObject({ state: 'shipped' });
  expect(loop.serving?.verdict).toMatch(/^Passed: of \d+ test answers .* 90 %/);
  expect(loop.watched).toMatchObject({ share: 1 });
  expect(loop.why).toMatch(/serve/);
});

test('checks served answers: a part at random, more while it is a canary', async () => {
  const loop = loopOver(createMemoryStore());
  const played = await playAll(loop, createRequests(700, 2));
  const served = played.flatMap(({ found }) => (found.serve === undefined ? [] : [found.shadow]));
  expect(served.filter((shadow) => shadow === 'random').length / served.length).toBeGreaterThan(0.05);
  expect(served.filter((shadow) => shadow === 'random').length / served.length).toBeLessThan(0.16);
  expect(served).toContain('canary');
});

test('a restart finds it as it was', async () => {
  const store = createMemoryStore();
  const loop = loopOver(store);
  await playAll(loop, createRequests(400, 3));
  await loop.step(); // saves the counters of requests too
  const before = store.state('s');
  const again = loopOver(store);
  expect([again.stage, again.serving, again.why, again.watched]).toEqual([
    loop.stage,
    loop.serving,
    loop.why,
    loop.watched,
  ]);
  for (const { input } of createRequests(30, 4)) {
    const [one, other] = [await loop.consider(input), await again.consider(input)];
    expect(other.serve).toEqual(one.serve);
  }
  expect(store.state('s')).toEqual(before);
});

test('another meaning: taken out of service, older examples set aside, learned anew', async () => {
  const store = createMemoryStore();
  const loop = loopOver(store);
  await playAll(loop, createRequests(500, 5));
  expect(loop.stage).toBe('serving');
  const shifted = turned(createRequests(900, 6));
  const during = await playAll(loop, shifted, { from: 500, until: () => loop.stage === 'rolled-back' });
  expect(during.length).toBeLessThan(250);
  expect(loop.serving).toBeNull();
  const after = await playAll(loop, shifted.slice(during.length), { from: 500 + during.length });
  expect(types(store)).toContain('drift');
  const served = after.filter(({ found }) => found.serve !== undefined);
  expect(share(after.slice(-100))).toBeGreaterThan(0.8);
  expect(served.filter(({ right }) => right).length / served.length).toBeGreaterThan(0.95);
});

test('prose and contradictory answers: nothing is served, and it says why', async () => {
  const random = createRandom(8);
  const prose = createRequests(300, 7).map(({ input }, i) => ({
    input,
    output: `Well, ${i}: ${random()} `.repeat(4),
  }));
  const mixed = createRequests(300, 8).map(({ input }) => ({ input, output: random() < 0.5 ? 'yes' : 'no' }));
  for (const requests of [prose, mixed]) {
    const loop = loopOver(createMemoryStore());
    expect(share(await playAll(loop, requests))).toBe(0);
    expect(loop.stage).toBe('collecting');
    expect(loop.why).toMatch(/probe: /);
  }
});

test('a training that fails is an event; the old student keeps serving and examples are kept', async () => {
  const store = createMemoryStore();
  let broken = false;
  const probe = createProbeTrainer();
  const trainer: StudentTrainer = {
    ...probe,
    train: (examples, context) =>
      broken ? Promise.reject(new Error('no memory')) : probe.train(examples, context),
  };
  const loop = loopOver(store, [trainer]);
  await playAll(loop, createRequests(300, 9));
  const version = loop.serving?.version;
  broken = true;
  const kept = store.examples('s').length;
  await loop.step({ force: true });
  expect(store.events('s').at(-1)?.words).toMatch(/Training a probe failed: .*no memory/);
  expect(loop.serving?.version).toBe(version);
  expect(store.examples('s').length).toBe(kept);
});

test('damaged files at a start: an event, requests are handed over, a new student is trained', async () => {
  const store = createMemoryStore();
  await playAll(loopOver(store), createRequests(300, 10));
  for (const digest of store.blobs.keys()) store.blobs.set(digest, new Map());
  const loop = loopOver(store);
  expect((await loop.consider('will it rain in Bern today')).serve).toBeUndefined();
  expect(store.events('s').at(-1)).toMatchObject({ type: 'failed' });
  expect(loop.due).toBe(true);
  await loop.step();
  expect((await loop.consider('will it rain in Bern today')).serve?.text).toBe('weather');
});

test('a damaged state: begins anew with the examples it has', async () => {
  const store = createMemoryStore();
  await playAll(loopOver(store), createRequests(300, 11));
  store.setState('s', { format: 1, kinds: 7 });
  const loop = loopOver(store);
  expect(loop.stage).toBe('collecting');
  expect(store.events('s').at(-1)?.words).toMatch(/begins anew/);
  expect(loop.due).toBe(true);
  await loop.step();
  expect(loop.stage).toBe('canary');
});

test('ship and rollback by hand', async () => {
  const store = createMemoryStore();
  const loop = loopOver(store, [createProbeTrainer()]);
  await expect(loop.ship()).rejects.toThrow('No student of this skill has passed the gate');
  await playAll(loop, createRequests(400, 12));
  const version = loop.serving?.version ?? 0;
  await expect(loop.ship(99)).rejects.toThrow('Student 99');
  await loop.rollback('asked for');
  expect(loop.stage).toBe('rolled-back');
  expect(loop.serving?.version).not.toBe(version);
  expect(store.events('s').at(-1)?.words).toMatch(/^asked for: /);
  await loop.ship(version);
  expect(loop.serving?.version).toBe(version);
  expect(loop.stage).toBe('canary');
});

test('a stop from outside ends a step without harm', async () => {
  const store = createMemoryStore();
  const loop = loopOver(store);
  for (const [i, request] of createRequests(60, 13).entries()) {
    const found = await loop.consider(request.input);
    loop.learn(exampleOf('s', i, request), found);
  }
  await loop.step({ signal: AbortSignal.abort() });
  expect([store.students('s').filter(({ kind }) => kind === 'probe'), loop.due]).toEqual([[], true]);
  await loop.step();
  expect(loop.due).toBe(false);
  expect(store.students('s').length).toBeGreaterThan(0);
});
