import { expect, test } from 'vitest';
import type { Example } from './example.ts';
import { createProseAgreement } from './gate/prose.ts';
import { createLearner } from './learner.ts';
import type { Consideration, SkillLoop } from './skill-loop.ts';

const guess: Consideration = {
  serve: undefined,
  reason: '',
  guess: { text: 'b a', confidence: 0.2 },
  threshold: null,
};
const example = (output: string): Example => ({ skill: 's', input: 'x', output, label: 'public' }) as Example;

function setUp(verdict: () => Promise<boolean>) {
  const learned: string[] = [];
  let woken = 0;
  const prose = createProseAgreement({
    isProse: () => true,
    judge: () => verdict,
    trouble: () => undefined,
  });
  const loop = { learn: ({ output }: Example) => void learned.push(output) } as unknown as SkillLoop;
  const learner = createLearner({
    prose,
    loop: () => loop,
    wake: () => (woken += 1),
    trouble: () => undefined,
  });
  return { learner, learned, woken: () => woken };
}

test('what needs no judge is learned at once; prose when its judge has spoken', async () => {
  let speak: (good: boolean) => void = () => undefined;
  const { learner, learned, woken } = setUp(() => new Promise((resolve) => (speak = resolve)));
  const heard: number[] = [];
  learner.learn(example('a b'), guess, (agreement) => heard.push(agreement));
  learner.learn(example('b a'), guess);
  learner.learn(example('other'), { ...guess, guess: undefined });
  expect([learned, woken(), heard]).toEqual([['b a', 'other'], 2, []]);
  speak(true);
  await learner.idle();
  expect([learned, woken(), heard]).toEqual([['b a', 'other', 'a b'], 3, [1]]);
});

test('closing does not wait for a judge that is stopped', async () => {
  const { learner, learned } = setUp(async () => Promise.reject(new Error('stopped')));
  learner.learn(example('a b'), guess);
  await learner.close();
  expect(learned).toEqual([]);
});
