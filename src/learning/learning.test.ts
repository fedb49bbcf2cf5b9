import { expect, onTestFinished, test } from 'vitest';
import { LEARNING_APP, settingsSchema, type ChatResult, type Served } from '../contract/index.ts';
import { openPlaces } from '../adapters/places.ts';
import { openDatabase } from '../store/database.ts';
import { tempHome } from '../store/testing/temp-home.ts';
import { createLearning, type LearningDeps } from './learning.ts';
import type { Student, StudentTrainer } from './student.ts';
import { createRandom } from '../kit/random.ts';

const TOPICS = ['tides', 'rain', 'bread', 'clocks', 'bees', 'salt', 'maps', 'wool'];
const question = (n: number): string =>
  `What should I know about ${TOPICS[n % 8]} on day ${n} of my course, in one or two sentences please?`;
const answerTo = (input: string): string =>
  `Thank you for asking. The short story of this is told on page ${/day (\d+)/.exec(input)?.[1]} of the book, which you have at home already.`;
const otherWords = (input: string): string =>
  `You have the book at home; look at page ${/day (\d+)/.exec(input)?.[1]}, where the whole of it is told in short.`;

/** A model that writes what the teacher means, in its own words. */
const student: Student = {
  kind: 'adapter',
  base: 'b'.repeat(64),
  answer: (input) => ({ text: otherWords(input), confidence: 0.9 }),
  save: () => new Map([['a', new Uint8Array(1)]]),
};
const trainer: StudentTrainer = {
  kind: 'adapter',
  unsuited: () => undefined,
  train: async () => student,
  load: () => student,
};

function open(more: Partial<LearningDeps> = {}) {
  const home = tempHome();
  const database = openDatabase(home.database);
  const seen = { judged: 0, apps: new Set<string>(), troubles: [] as unknown[] };
  const part = createLearning({
    database,
    folder: home.skills,
    settings: settingsSchema.parse({}),
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    random: createRandom(4),
    trainers: () => [trainer],
    adapters: {
      forget: () => undefined,
      lost: () => false,
      bases: () => [],
      base: async (id = 'small') => ({ id, sha256: 'c'.repeat(64) }),
    },
    packages: () => openPlaces(home),
    chat: async ({ messages }, { app }) => {
      seen.judged += 1;
      seen.apps.add(app ?? '');
      const { first, second } = JSON.parse(messages.at(-1)?.content as string) as Record<string, string>;
      const page = (text = ''): string | undefined => /page (\d+)/.exec(text)?.[1];
      const text = JSON.stringify({ same: page(first) === page(second) });
      return {
        choices: [{ index: 0, text, finishReason: 'stop' }],
        route: { costUsd: null, model: 'teacher/m' },
      } as unknown as Served<ChatResult>;
    },
    terms: (model) => ({ provider: model, verdict: 'allowed', words: '', source: null, read: null }),
    providers: () => [],
    emit: () => undefined,
    trouble: (error) => void seen.troubles.push(error),
    ...more,
  });
  onTestFinished(async () => {
    await part.close();
    database.close();
  });
  part.learning.allow('course');
  const ask = async (n: number, label: 'public' | 'personal' = 'public'): Promise<string | undefined> => {
    const asker = { app: 'course', label, requestId: `r${n}` };
    const messages = [
      { role: 'system' as const, content: 'Answer like a patient teacher.' },
      { role: 'user' as const, content: question(n) },
    ];
    const turn = await part.desk.consider({ model: 'auto', messages }, asker);
    const text = turn?.answer ?? answerTo(question(n));
    turn?.settled({
      place: turn.answer === undefined ? 'cloud' : 'local',
      model: turn.answer === undefined ? 'teacher/m' : turn.model,
      text,
      finishReason: 'stop',
      other: false,
      costUsd: 0,
    });
    return turn?.answer;
  };
  return { ...part, ask, seen };
}

test('prose: the teacher judges whether other words say the same, and a student that it agrees with serves', async () => {
  const { ask, learning, idle, seen } = open();
  for (let n = 0; n < 420; n++) await ask(n);
  const [skill] = learning.skills();
  expect(skill?.answers).toBe('text');
  await learning.train(skill!.id, { kind: 'adapter' });
  expect(learning.skill(skill!.id).serving).toMatchObject({ kind: 'adapter', agreement: { share: 1 } });
  expect(seen.judged).toBeGreaterThan(2 * 80);
  expect([...seen.apps]).toEqual([LEARNING_APP]);
  expect(await ask(500)).toBe(otherWords(question(500)));
  await idle();
  expect(seen.troubles).toEqual([]);
});

test('prose of content that may not leave is judged by nobody else, and nothing is served on a guess', async () => {
  const { ask, learning, seen } = open();
  for (let n = 0; n < 420; n++) await ask(n, 'personal');
  const [skill] = learning.skills();
  await learning.train(skill!.id, { kind: 'adapter' });
  expect(learning.skill(skill!.id).serving).toBeNull();
  expect(learning.skill(skill!.id).why).toMatch(/adapter: .*0\.0 % of \d+ test answers agree/);
  expect([seen.judged, await ask(500)]).toEqual([0, undefined]);
});

test('answers of a student that its teacher answers too are verdicts on their requests', async () => {
  const verdicts: unknown[] = [];
  const { ask, learning, idle, seen } = open({
    settings: settingsSchema.parse({ learn: { shadowShare: 1 } }),
    judged: (...verdict) => verdicts.push(verdict),
    chat: async ({ messages }) => {
      const last = messages.at(-1)?.content as string;
      const text = last.startsWith('{') ? '{"same": true}' : answerTo(last);
      return {
        choices: [{ text, finishReason: 'stop' }],
        route: { costUsd: null, model: 'teacher/m' },
      } as unknown as Served<ChatResult>;
    },
  });
  for (let n = 0; n < 420; n++) await ask(n);
  const [skill] = learning.skills();
  await learning.train(skill!.id, { kind: 'adapter' });
  await ask(500);
  await idle();
  expect([seen.troubles, verdicts]).toEqual([[], [['r500', 'shadow', 1]]]);
});
