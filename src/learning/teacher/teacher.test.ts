import { expect, test } from 'vitest';
import {
  NearmostError,
  settingsSchema,
  type ChatRequest,
  type ChatResult,
  type ModelCard,
  type Served,
} from '../../contract/index.ts';
import { sampleExample } from '../testing/open-store.ts';
import { createAsk, type Chat } from './ask.ts';
import { chooseSamples } from './choose-samples.ts';
import { grow } from './grow.ts';
import { createJudge, readVerdict } from './judge.ts';
import { readInputs } from './read-inputs.ts';
import { mayTeach, termsOf, termsOfLocal } from './terms.ts';

const said = (text: string, costUsd: number | null = 0.01): Served<ChatResult> =>
  ({
    choices: [{ text, finishReason: 'stop' }],
    usage: { inputTokens: 1, outputTokens: 1 },
    warnings: [],
    route: { model: 'openai/big', costUsd },
  }) as unknown as Served<ChatResult>;
const sleep = async (): Promise<void> => undefined;
const askOf = (chat: Chat, budgetUsd = 1) => createAsk({ chat, budgetUsd, label: 'public', sleep });
const last = ({ messages }: ChatRequest): string => messages.at(-1)?.content as string;

test.each([
  ['openai', 'conditions', false],
  ['deepseek', 'unknown', false],
  ['together', 'unknown', false],
  ['my-box', 'unknown', false],
])('the terms of %s: %s', (provider, verdict, ok) => {
  const terms = termsOf(provider, {});
  expect(terms.verdict).toBe(verdict);
  expect(mayTeach(terms).ok).toBe(ok);
});

test("the owner's own agreement wins, both ways, and a refusal names the way out", () => {
  const { providers } = settingsSchema.parse({
    providers: { openai: { learn: 'allowed' }, deepseek: { learn: 'forbidden' } },
  });
  expect(mayTeach(termsOf('openai', providers)).ok).toBe(true);
  expect(mayTeach(termsOf('deepseek', providers))).toMatchObject({
    ok: false,
    reason: expect.stringContaining('deepseek'),
    hint: expect.stringContaining('nearmost config set providers.deepseek.learn allowed'),
  });
});

test('a local model teaches when its licence lets it', () => {
  const card = (licence: string): ModelCard => ({ id: 'm', name: 'M', licence, jobs: ['chat'] });
  expect(mayTeach(termsOfLocal(card('Apache-2.0'))).ok).toBe(true);
  expect(mayTeach(termsOfLocal(card('llama3.2'))).ok).toBe(false);
});

test('a budget is held: no question that could cost more than is left', async () => {
  let asked = 0;
  const ask = askOf(async () => said('x', (asked += 1) === 2 ? 0.3 : 0.1), 0.7);
  const answers = [];
  for (let i = 0; i < 5; i++) answers.push(await ask({ model: 'm', messages: [] }));
  expect(answers.map((answer) => answer !== undefined)).toEqual([true, true, true, false, false]);
  expect(ask.spentUsd()).toBeCloseTo(0.5);
  await expect(askOf(async () => said('x', null))({ model: 'm', messages: [] })).rejects.toMatchObject({
    code: 'unsupported',
  });
});

test('a teacher that limits the rate is waited for, but not for ever', async () => {
  const waits: number[] = [];
  const limited = new NearmostError('upstream_rate_limited', 'slow down', { retryAfter: 7 });
  const make = (failures: number, error = limited) =>
    createAsk({
      chat: async () => {
        if (failures-- > 0) throw error;
        return said('x');
      },
      budgetUsd: 1,
      label: 'public',
      sleep: async (ms) => void waits.push(ms),
    });
  expect(await make(2)({ model: 'm', messages: [] })).toBeDefined();
  expect(waits).toEqual([7000, 7000]);
  await expect(make(3)({ model: 'm', messages: [] })).rejects.toMatchObject({
    code: 'upstream_rate_limited',
  });
  const day = new NearmostError('upstream_rate_limited', 'tomorrow', { retryAfter: 86_400 });
  await expect(make(1, day)({ model: 'm', messages: [] })).rejects.toMatchObject({ retryAfter: 86_400 });
});

test.each<[string, string[]]>([
  ['["a", "b"]', ['a', 'b']],
  ['Sure! Here you are:\n```json\n["a"]\n```', ['a']],
  ['"a"\n{"input": "b"},\n{"other": 1}\nplain', ['a', 'b']],
  ['[1, 2]', []],
  ['["", "   "]', []],
  ['I am sorry.', []],
  [`["${'x'.repeat(5000)}"]`, []],
  [']['.repeat(1000), []],
])('inputs are read out of %.40s', (text, inputs) => {
  expect(readInputs(text)).toEqual(inputs);
});

test('samples show every answer before one twice', () => {
  const examples = 'a a a a a a a a b b c'
    .split(' ')
    .map((output, i) => sampleExample({ id: i, output, input: `${output} number ${i}` }));
  const outputs = chooseSamples(examples, 3, 0).map(({ output }) => output);
  expect(outputs.sort()).toEqual(['a', 'b', 'c']);
  expect(chooseSamples(examples, 8, 5).length).toBeGreaterThan(3);
  expect(chooseSamples([], 8, 0)).toEqual([]);
});

const template = { messages: [{ role: 'system', content: 'Classify.' }], prefix: '', suffix: '' } as const;
const task = (chat: Chat, more: { count?: number; budget?: number; times?: number } = {}) => ({
  skill: 's',
  template,
  examples: [sampleExample({ input: 'You won!' })],
  teacher: 'openai/big',
  count: more.count ?? 3,
  times: more.times ?? 1,
  ask: askOf(chat, more.budget),
  now: () => 5,
});
const isWish = (request: ChatRequest): boolean => last(request).startsWith('An app sends');

test('new inputs are answered as the app would be, and what is known or unsure is dropped and counted', async () => {
  let turn = 0;
  const grown = await grow(
    task(
      async (request) => {
        if (isWish(request))
          return said('["you won", "Win now", "wobbly", "refuse me", "Win now!", "Meeting at 3"]');
        if (last(request) === 'wobbly') return said((turn += 1) % 2 ? 'spam' : 'ham');
        return said(last(request) === 'refuse me' ? "I'm sorry, I can't help with that." : 'spam');
      },
      { count: 2, times: 2 },
    ),
  );
  expect(grown.examples.map(({ input, output, provenance }) => [input, output, provenance])).toEqual([
    ['Win now', 'spam', 'grown'],
    ['Meeting at 3', 'spam', 'grown'],
  ]);
  expect(grown.dropped).toEqual({
    'known already': 2,
    'the teacher answered differently each time': 1,
    'the teacher refused': 1,
  });
  expect(grown.ended).toBeNull();
});

test('it ends at the budget with what it has', async () => {
  let number = 0;
  const chat: Chat = async (request) =>
    said(isWish(request) ? `["a${(number += 1)}", "b${number}"]` : 'spam', 0.1);
  const grown = await grow(task(chat, { count: 100, budget: 0.75 }));
  expect(grown.ended).toBe('the budget is used up');
  expect(grown.examples).toHaveLength(4);
});

test('a teacher that writes nonsense is given up with a clear error', async () => {
  let asked = 0;
  const chat: Chat = async () => {
    asked += 1;
    return said('lorem ipsum');
  };
  await expect(grow(task(chat))).rejects.toMatchObject({
    code: 'upstream_bad_answer',
    hint: expect.stringContaining('Nothing was kept or lost'),
  });
  expect(asked).toBe(3);
});

test('a judge is asked in both orders; a verdict that depends on the order is a no', async () => {
  const first: string[] = [];
  const chat: Chat = async (request) => {
    const { first: one } = JSON.parse(last(request)) as { first: string };
    first.push(one);
    return said(one === 'good' ? '{"same": true}' : one === 'odd' ? 'Well...' : '{"same": false}');
  };
  const judge = createJudge('openai/big', askOf(chat));
  expect(await judge('q', 'good', 'bad')).toBe(false);
  expect(await judge('q', 'good', 'good')).toBe(true);
  expect(await judge('q', 'odd', 'good')).toBeUndefined();
  expect(first).toEqual(['good', 'bad', 'good', 'good', 'odd']);
  expect(await createJudge('m', askOf(chat, -1))('q', 'good', 'good')).toBeUndefined();
});

test.each([
  ['{"same": true}', true],
  ['```json\n{"same": false}\n```', false],
  ['{"same": "yes"}', undefined],
  ['true', undefined],
  ['', undefined],
])('the verdict %s', (text, verdict) => {
  expect(readVerdict(text)).toBe(verdict);
});
