import { expect, test } from 'vitest';
import { NearmostError } from '../../contract/index.ts';
import type { Student, StudentTrainer, TrainContext } from '../student.ts';
import type { SkillLoop } from '../skill-loop.ts';
import type { SkillStore } from '../skill-store.ts';
import { createMemoryStore } from '../testing/memory-store.ts';
import { createRequests, exampleOf } from '../testing/requests.ts';
import { createRandom } from '../../kit/random.ts';
import { createSkillLoop } from './create-skill-loop.ts';

const REQUESTS = createRequests(300, 4);
const RIGHT = new Map(REQUESTS.map(({ input, output }) => [input, output]));

/** Makes students that know every answer on good bases and none on `bad` ones. */
function adapterTrainer(seen: Partial<TrainContext>[] = []): StudentTrainer {
  const on = (base: string): Student => ({
    kind: 'adapter',
    base,
    answer: (input) => ({
      text: base === 'bad' ? 'made up' : (RIGHT.get(input) ?? 'made up'),
      confidence: 0.9,
    }),
    save: () => new Map([['base', new TextEncoder().encode(base)]]),
  });
  return {
    kind: 'adapter',
    unsuited: () => undefined,
    train: async (_, context) => {
      seen.push(context);
      if (context.base === 'broken') throw new Error('The file ends too soon.');
      return on(context.base ?? context.previous?.base ?? 'usual');
    },
    load: (files) => on(new TextDecoder().decode(files.get('base'))),
  };
}

function loopOver(store: SkillStore, trainer: StudentTrainer): SkillLoop {
  const clock = { now: () => 1 };
  return createSkillLoop({
    skill: 's',
    store,
    trainers: [trainer],
    policy: { floor: 0.9 },
    random: createRandom(1),
    clock,
  });
}

async function served(seen: Partial<TrainContext>[] = []) {
  const store = createMemoryStore();
  REQUESTS.forEach((request, i) => store.add(exampleOf('s', i, request)));
  const loop = loopOver(store, adapterTrainer(seen));
  await loop.step({ kind: 'adapter' });
  expect(loop.serving).toMatchObject({ version: 1, base: 'usual' });
  return { store, loop };
}
const serves = async ({ loop }: Awaited<ReturnType<typeof served>>): Promise<string | undefined> =>
  (await loop.consider(REQUESTS[0]!.input)).serve?.text;

test('a student for another base that passes takes over, and later trainings stay on its base', async () => {
  const seen: Partial<TrainContext>[] = [];
  const skill = await served(seen);
  await skill.loop.step({ kind: 'adapter', base: 'small' });
  expect(skill.loop.serving).toMatchObject({ version: 2, base: 'small', agreement: { n: 60, share: 1 } });
  expect(skill.store.students('s').map(({ state }) => state)).toEqual(['retired', 'shipped']);
  expect(skill.store.events('s').at(-2)?.words).toMatch(/^adapter 2 learned from \d+ examples for small/);
  await skill.loop.step({ kind: 'adapter' });
  expect(seen.at(-1)?.previous?.base).toBe('small');
  expect(skill.loop.serving?.base).toBe('small');
});

test('one that fails the gate is refused with the reason, on its own evidence, and the former goes on', async () => {
  const skill = await served();
  await skill.loop.step({ kind: 'adapter', base: 'bad' });
  expect(skill.loop.serving).toMatchObject({ version: 1, state: 'shipped' });
  const [former, made] = skill.store.students('s');
  expect(former?.verdict).toMatch(/^Passed/);
  expect(made).toMatchObject({ version: 2, state: 'refused', threshold: null });
  expect(made?.verdict).toMatch(/^Refused: .*0\.0 % of 60 test answers agree/);
  expect(await serves(skill)).toBe(REQUESTS[0]!.output);
  // The evidence and the watch go on with the former one.
  await skill.loop.step({ kind: 'adapter' });
  expect(skill.loop.serving).toMatchObject({ version: 3, base: 'usual' });
});

test('a training that fails is an error for who asked, and changes nothing', async () => {
  const skill = await served();
  await expect(skill.loop.step({ kind: 'adapter', base: 'broken' })).rejects.toThrow('ends too soon');
  expect(skill.store.events('s').at(-1)).toMatchObject({ type: 'failed' });
  expect(skill.loop.serving).toMatchObject({ version: 1 });
  expect(await serves(skill)).toBe(REQUESTS[0]!.output);
});

test('a training that waits for another says so, and is stopped at once without having begun', async () => {
  const store = createMemoryStore();
  REQUESTS.forEach((request, i) => store.add(exampleOf('s', i, request)));
  const first = Promise.withResolvers<undefined>();
  const seen: Partial<TrainContext>[] = [];
  const trainer = adapterTrainer(seen);
  const slow: StudentTrainer = {
    ...trainer,
    train: async (examples, context) => {
      await first.promise;
      return trainer.train(examples, context);
    },
  };
  const loop = loopOver(store, slow);
  const one = loop.step({ kind: 'adapter' });
  const stop = new AbortController();
  const told: string[] = [];
  const other = loop.step({
    kind: 'adapter',
    base: 'small',
    signal: stop.signal,
    onProgress: (words) => told.push(words),
  });
  stop.abort();
  await other; // the first one goes on
  expect(told).toEqual(['waits until a training that is under way has ended']);
  first.resolve(undefined);
  await one;
  await loop.step();
  expect(seen).toHaveLength(1);
  expect(loop.serving).toMatchObject({ version: 1, base: 'usual' });
});

test('a base that changed: the student serves no more, the reason and the way out are told, and it is due', async () => {
  const { store } = await served();
  const gone = new NearmostError('invalid_model_file', 'This adapter was trained for another base.', {
    hint: 'Train it for one that is here: nearmost learn retarget <skill>',
  });
  const loop = loopOver(store, { ...adapterTrainer(), load: () => Promise.reject(gone) });
  expect((await loop.consider(REQUESTS[0]!.input)).serve).toBeUndefined();
  expect(loop.serving).toBeNull();
  expect(loop.why).toMatch(/adapter: This adapter was trained for another base\..*nearmost learn retarget/);
  expect(loop.due).toBe(true);
});
