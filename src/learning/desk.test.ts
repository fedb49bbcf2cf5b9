import { expect, test } from 'vitest';
import type { ChatRequest, ChatResult, Served } from '../contract/index.ts';
import type { SkillOutcome } from '../router/skills.ts';
import { createDesk, type DeskDeps } from './desk.ts';
import type { Example } from './example.ts';
import { createPump } from './pump.ts';
import { createShadows, type Shadow } from './shadows.ts';
import type { Consideration, SkillLoop } from './skill-loop.ts';

const request: ChatRequest = { model: 'auto', messages: [{ role: 'user', content: 'You won!' }] };
const asker = { app: 'mail', label: 'public', requestId: 'req_1' } as const;
const served: Consideration = {
  serve: { text: 'spam', confidence: 0.97 },
  kind: 'probe',
  version: 3,
  threshold: 0.8,
  shadow: false,
};
const unsure: Consideration = {
  serve: undefined,
  reason: 'confidence 0.41 is below 0.80',
  guess: { text: 'ham', confidence: 0.41 },
  threshold: 0.8,
};
const outcome = (more: Partial<SkillOutcome> = {}): SkillOutcome => ({
  place: 'cloud',
  model: 'openai/gpt',
  text: 'spam',
  finishReason: 'stop',
  other: false,
  costUsd: 0.01,
  ...more,
});
const example = { skill: 's1', input: 'You won!', output: 'spam' } as Example;

function setUp(consideration: Consideration, more: Partial<DeskDeps> = {}) {
  const seen = {
    learned: [] as [Example, Consideration][],
    shadows: [] as Shadow[],
    counted: [] as boolean[],
    troubles: [] as unknown[],
  };
  const loop = {
    consider: async () => consideration,
  } as unknown as SkillLoop;
  const desk = createDesk({
    consents: (app) => app === 'mail',
    find: () => ({ skill: 's1', input: 'You won!' }),
    loop: () => loop,
    capture: () => example,
    count: (_, local) => void seen.counted.push(local),
    shadow: (shadow) => void seen.shadows.push(shadow),
    learn: (...args) => void seen.learned.push(args),
    trouble: (error) => void seen.troubles.push(error),
    ...more,
  });
  return { desk, seen };
}

test('without consent nothing is looked at', async () => {
  const { desk } = setUp(served, {
    find: () => {
      throw new Error('looked at');
    },
  });
  expect(await desk.consider(request, { ...asker, app: 'notes' })).toBeUndefined();
});

test('an accepted answer names its student, and is shadowed when the loop asks for it', async () => {
  const { desk, seen } = setUp({ ...served, shadow: 'random' });
  const turn = await desk.consider(request, asker);
  expect(turn).toMatchObject({ model: 'local/s1', answer: 'spam', confidence: 0.97, threshold: 0.8 });
  expect(turn?.words).toBe('learned skill (probe, version 3): confidence 0.97 is at or above 0.80');
  turn?.settled(outcome({ place: 'local', model: 'local/s1' }));
  expect(seen.shadows).toHaveLength(1);
  expect([seen.learned, seen.counted]).toEqual([[], [true]]);
});

test('a handed-over answer is learned from; that of a local model or one that may not be kept is not', async () => {
  const { desk, seen } = setUp(unsure);
  (await desk.consider(request, asker))?.settled(outcome());
  expect(seen.learned).toEqual([[example, unsure]]);
  (await desk.consider(request, asker))?.settled(outcome({ place: 'local', model: 'local/big' }));
  const refusing = setUp(unsure, { capture: () => undefined });
  (await refusing.desk.consider(request, asker))?.settled(outcome());
  expect([seen.learned.length, refusing.seen.learned.length]).toEqual([1, 0]);
});

test('a failure inside learning never reaches the request', async () => {
  const broken = setUp(unsure, {
    capture: () => {
      throw new Error('disk');
    },
  });
  const turn = await broken.desk.consider(request, asker);
  expect(() => turn?.settled(outcome())).not.toThrow();
  const blind = setUp(unsure, {
    find: () => {
      throw new Error('index');
    },
  });
  expect(await blind.desk.consider(request, asker)).toBeUndefined();
  expect([broken.seen.troubles.length, blind.seen.troubles.length]).toEqual([1, 1]);
});

test('shadows are asked one by one, and only what may leave', async () => {
  const asked: string[] = [];
  const answered: string[] = [];
  const troubles: unknown[] = [];
  let open = 0;
  const shadows = createShadows({
    teacher: (skill) => (skill === 'none' ? undefined : skill === 'here' ? 'local/big' : 'openai/gpt'),
    async chat({ model }, context) {
      open += 1;
      expect(open).toBe(1);
      await new Promise((next) => setImmediate(next));
      open -= 1;
      asked.push(`${model} ${context.label} ${context.app}`);
      if (asked.length === 2) throw new Error('no answer');
      return { choices: [{ text: 'spam', finishReason: 'stop' }] } as Served<ChatResult>;
    },
    answered: ({ found }) => void answered.push(found.skill),
    trouble: (error) => void troubles.push(error),
  });
  const add = (skill: string, label: 'public' | 'personal'): void =>
    shadows.add({ request, asker: { ...asker, label }, found: { skill, input: 'x' }, consideration: served });
  add('a', 'public');
  add('b', 'personal');
  add('here', 'personal');
  add('none', 'public');
  add('c', 'public');
  await shadows.idle();
  expect(asked).toEqual([
    'openai/gpt public nearmost-learning',
    'local/big personal nearmost-learning',
    'openai/gpt public nearmost-learning',
  ]);
  expect(answered).toEqual(['a', 'c']);
  expect(troubles).toHaveLength(1);
  await shadows.close();
  add('late', 'public');
  await shadows.idle();
  expect(asked).toHaveLength(3);
});

test('the pump steps what is due, again when woken meanwhile, and stops when closed', async () => {
  const steps: string[] = [];
  const troubles: unknown[] = [];
  const loop = (name: string, times: number) =>
    ({
      get due() {
        return times > 0;
      },
      async step() {
        times -= 1;
        steps.push(name);
        if (name === 'bad') throw new Error('broken');
        if (name === 'a') pump.wake();
        await new Promise((next) => setImmediate(next));
      },
    }) as unknown as SkillLoop;
  const loops = [loop('a', 2), loop('bad', 1), loop('b', 1), loop('never', 0)];
  const pump = createPump(
    () => loops,
    (error) => void troubles.push(error),
  );
  pump.wake();
  await pump.idle();
  expect(steps).toEqual(['a', 'bad', 'b', 'a']);
  expect(troubles).toHaveLength(1);
  await pump.close();
});
