import { expect, test } from 'vitest';
import { NearmostError, type ChatRequest } from '../contract/index.ts';
import { collect } from './answer/collect.ts';
import type { SkillOutcome, SkillTurn } from './skills.ts';
import { words, world } from './testing/world.ts';

const ask = (model = 'auto'): ChatRequest => ({
  model,
  messages: [
    { role: 'system', content: 'Sort the mail.' },
    { role: 'user', content: 'You won!' },
  ],
});

/** A desk that gives the same turn to everybody and notes what it is told. */
function desk(turn: Partial<SkillTurn>) {
  const told: SkillOutcome[] = [];
  const asked: string[] = [];
  return {
    told,
    asked,
    skills: {
      async consider(_: ChatRequest, { app }: { app: string }): Promise<SkillTurn> {
        asked.push(app);
        return {
          model: 'local/mail-triage',
          answer: undefined,
          confidence: null,
          threshold: null,
          words: 'still collecting',
          settled: (outcome) => void told.push(outcome),
          ...turn,
        };
      },
    },
  };
}
const sure: Partial<SkillTurn> = {
  answer: 'spam',
  confidence: 0.97,
  threshold: 0.8,
  words: 'probe, confidence 0.97 is at or above 0.80',
};

test('an accepted answer of a student is served before any model is asked', async () => {
  const { skills, told } = desk(sure);
  const { router, rows, asked } = world({ skills, clouds: { openai: () => words('spam', -0.1) } });
  const stream = await router.stream({ task: 'chat', request: ask() }, { app: 'mail' }, true);
  const { choices, usage } = await collect(stream.parts);
  expect(choices[0]).toEqual({ text: 'spam', finishReason: 'stop' });
  expect(usage.outputTokens).toBe(1);
  expect(asked).toEqual([]);
  expect(await stream.done).toMatchObject({
    place: 'local',
    model: 'local/mail-triage',
    confidence: 0.97,
    threshold: 0.8,
    costUsd: 0,
    reason: 'probe, confidence 0.97 is at or above 0.80',
  });
  expect(rows).toHaveLength(1);
  expect(told).toEqual([
    {
      place: 'local',
      model: 'local/mail-triage',
      text: 'spam',
      finishReason: 'stop',
      other: false,
      costUsd: 0,
    },
  ]);
});

test('an unsure student hands over, and hears what the teacher said', async () => {
  const { skills, told } = desk({ confidence: 0.4, threshold: 0.8, words: 'confidence 0.40 is below 0.80' });
  const { router, rows } = world({ skills, clouds: { openai: () => words('not spam', -0.1) } });
  const stream = await router.stream({ task: 'chat', request: ask() }, { app: 'mail' }, false);
  await collect(stream.parts);
  expect(rows[0]).toMatchObject({
    model: 'openai/big',
    attempts: [
      { model: 'local/mail-triage', outcome: 'low_confidence', confidence: 0.4 },
      { model: 'openai/big', outcome: 'answered' },
    ],
  });
  expect(told).toMatchObject([{ place: 'cloud', model: 'openai/big', text: 'not spam', other: false }]);
});

test('pins go past the skills', async () => {
  const { skills, asked } = desk(sure);
  const { router } = world({ skills, clouds: { openai: () => words('spam', -0.1) } });
  for (const [model, context] of [
    ['openai/big', {}],
    ['auto', { route: 'cloud' }],
  ] as const)
    await collect((await router.stream({ task: 'chat', request: ask(model) }, context, false)).parts);
  expect(asked).toEqual([]);
});

test('a failure is told to the caller as it is, and nothing is learned from it', async () => {
  const { skills, told } = desk({ confidence: 0.4, threshold: 0.8, words: 'confidence 0.40 is below 0.80' });
  const { router } = world({
    skills,
    clouds: { openai: () => [new NearmostError('upstream_unavailable', 'down')] },
  });
  await expect(router.stream({ task: 'chat', request: ask() }, {}, false)).rejects.toMatchObject({
    code: 'upstream_unavailable',
  });
  expect(told).toEqual([]);
});
