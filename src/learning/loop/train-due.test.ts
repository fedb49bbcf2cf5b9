import { expect, test } from 'vitest';
import type { Example } from '../example.ts';
import type { Student, StudentTrainer } from '../student.ts';
import { createMemoryStore } from '../testing/memory-store.ts';
import { createRequests, exampleOf } from '../testing/requests.ts';
import { createProbeTrainer } from '../students/probe.ts';
import { createRandom } from '../../kit/random.ts';
import { createSkillLoop } from './create-skill-loop.ts';

const REQUESTS = createRequests(300, 4);
const RIGHT = new Map(REQUESTS.map(({ input, output }) => [input, output]));

/** A teachable model that knows all answers, and what that did to it. */
function adapter(after: number, seen: Example[][] = []): StudentTrainer {
  const student: Student = {
    kind: 'adapter',
    base: 'b'.repeat(64),
    answer: (input) => ({ text: RIGHT.get(input) ?? 'made up', confidence: 0.9 }),
    regression: { before: Array<number>(30).fill(0.5), after: Array<number>(30).fill(after) },
    save: () => new Map([['a', new Uint8Array([1])]]),
  };
  return {
    kind: 'adapter',
    unsuited: () => undefined,
    train: async (examples) => {
      seen.push([...examples]);
      return student;
    },
    load: () => student,
  };
}

function loopWith(trainer: StudentTrainer | readonly StudentTrainer[], examples: readonly Example[]) {
  const store = createMemoryStore();
  for (const example of examples) store.add(example);
  const loop = createSkillLoop({
    skill: 's',
    store,
    trainers: [trainer].flat(),
    policy: { floor: 0.9 },
    random: createRandom(1),
    clock: { now: () => 1 },
  });
  return { store, loop };
}
const asked = REQUESTS.map((request, i) => exampleOf('s', i, request));

test('an adapter that made the model worse beyond its skill is refused, whatever it learned', async () => {
  const { store, loop } = loopWith(adapter(0.4), asked);
  await loop.step({ force: true });
  expect(loop.serving).toBeNull();
  expect(store.students('s')).toMatchObject([{ kind: 'adapter', state: 'refused' }]);
  expect(store.students('s')[0]?.verdict).toMatch(/^Refused: the model got worse beyond its skill: on 30 /);
  expect(store.events('s').map(({ type }) => type)).toEqual(['trained', 'refused']);
  expect(loop.why).toContain('adapter: the model got worse beyond its skill');
});

test('one that changed little is shipped', async () => {
  const { loop } = loopWith(adapter(0.495), asked);
  await loop.step({ force: true });
  expect(loop.serving).toMatchObject({ kind: 'adapter', agreement: { n: 60 } });
});

test('what the teacher made up is learned from, but is no evidence', async () => {
  const grown = createRequests(200, 5).map((request, i): Example => ({
    ...exampleOf('s', 1000 + i, { ...request, input: `${request.input} ${i}` }),
    provenance: 'grown',
  }));
  const seen: Example[][] = [];
  const { loop } = loopWith(adapter(0.5, seen), [...asked, ...grown]);
  await loop.step({ force: true });
  expect(loop.serving?.agreement?.n).toBe(60);
  expect(seen[0]?.filter(({ provenance }) => provenance === 'grown')).toHaveLength(200);
});

test('no adapter is trained where a smaller student answers nearly all, unless it is named', async () => {
  const { store, loop } = loopWith([createProbeTrainer(), adapter(0.5)], asked);
  await loop.step({ force: true });
  expect(store.students('s').map(({ kind }) => kind)).toEqual(['probe']);
  expect(store.events('s').at(-1)?.words).toMatch(/^adapter: the probe already answers \d+ %\.$/);
  await loop.step({ kind: 'adapter' });
  expect(store.students('s').map(({ kind }) => kind)).toContain('adapter');
});
