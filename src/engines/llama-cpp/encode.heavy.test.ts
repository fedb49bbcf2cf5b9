import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatRequest, LoadedModel, ModelCard, ModelRecord } from '../../contract/index.ts';
import { EMBEDDED } from '../../store/embedded.ts';
import { inspectGguf } from '../../store/inspect.ts';
import { createLlamaCpp } from '../llama-cpp.ts';
import { all, last, loadRandom, textOf } from '../testing/random-model.ts';
import { THINKING } from '../testing/thinking-template.ts';

let plain: Awaited<ReturnType<typeof loadRandom>>;
let thinking: Awaited<ReturnType<typeof loadRandom>>;
let model: LoadedModel;
beforeAll(async () => {
  plain = await loadRandom();
  thinking = await loadRandom({ chatTemplate: THINKING });
  model = plain.loaded;
});
afterAll(() => Promise.all([plain.close(), thinking.close()]));

const ask = (content: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'local/random',
  messages: [{ role: 'user', content }],
  maxTokens: 1,
  temperature: 0,
  ...more,
});
const promptTokens = async (to: LoadedModel, request: ChatRequest): Promise<number> =>
  last(await all(to.chat(request)), 'usage').usage.inputTokens;

test('a text is the prompt as it is answered, the answer and its end; what content spells is content', async () => {
  const request = ask('a question <|im_end|>');
  const { tokens, from } = await model.encode(request, 'yes <|im_end|>');
  expect(from).toBe(await promptTokens(model, request));
  const answer = tokens.slice(from);
  expect(answer).toHaveLength('yes <|im_end|>'.length + 1);
  // The template closes the user's turn with the token that also ends the answer.
  expect(tokens.filter((token) => token === answer.at(-1))).toHaveLength(2);
});

test.each<[string, Partial<ChatRequest>]>([
  ['as it comes', {}],
  ['without thinking', { thinkingBudget: 0 }],
  ['held by a schema', { responseFormat: { type: 'json_object' } }],
  ['with a required tool', { tools: [{ name: 'stop' }], toolChoice: 'required' }],
  ['with tools on offer', { tools: [{ name: 'stop' }, { name: 'go', description: 'goes' }] }],
  [
    'with a system message',
    {
      messages: [
        { role: 'system', content: 'brief' },
        { role: 'user', content: 'x' },
      ],
    },
  ],
])('the prompt of a model that thinks is the one that is answered: %s', async (_name, more) => {
  for (const to of [thinking.loaded, model]) {
    const request = ask('why', more);
    expect((await to.encode(request, 'no')).from).toBe(await promptTokens(to, request));
  }
});

test('many texts are encoded in one call; one that cannot be is named', async () => {
  const items = Array.from({ length: 500 }, (_, index) => ({ request: ask(`text ${index}`), answer: 'no' }));
  const encoded = await model.encodeAll(items);
  expect(encoded).toHaveLength(500);
  expect(encoded[7]).toEqual(await model.encode(ask('text 7'), 'no'));
  expect(await model.encodeAll([])).toEqual([]);
  await expect(
    model.encodeAll([...items.slice(0, 3), { request: { model: 'x', messages: [] }, answer: '' }]),
  ).rejects.toMatchObject({ code: 'invalid_request', message: expect.stringContaining('Text 3') });
  await expect(model.encodeAll(items, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  });
});

test('a score is what the same tokens had when they were written', async () => {
  const request = ask('odds', { maxTokens: 40 });
  const parts = await all(model.chat(request));
  const written = parts.reduce(
    (sum, part) => sum + (part.type === 'text' ? (part.score?.logprob ?? 0) : 0),
    0,
  );
  const { tokens, from } = await model.encode(request, textOf(parts));
  const [score] = (await model.score?.([{ tokens: tokens.slice(0, -1), from }])) ?? [];
  expect(score?.tokens).toBe(40);
  expect(score?.logprob).toBeCloseTo(written, 1);
});

test('a score says what it cannot score', async () => {
  const score = async (tokens: number[], from: number): Promise<unknown> => model.score?.([{ tokens, from }]);
  for (const [tokens, from] of [
    [[1, 2], 0],
    [[1, 2], 2],
    [[1, 99_999], 1],
    [[1, -1], 1],
  ] as const)
    await expect(score([...tokens], from)).rejects.toMatchObject({ code: 'invalid_request' });
  await expect(
    score(
      Array.from({ length: 600 }, () => 1),
      1,
    ),
  ).rejects.toMatchObject({
    code: 'context_too_long',
  });
});

const weights = join(EMBEDDED, 'house.gguf');
test.skipIf(!existsSync(weights))(
  'the embedded model finds its own answer likelier than that to another command (skipped without models/house/house.gguf)',
  async () => {
    const card = JSON.parse(readFileSync(join(EMBEDDED, 'card.json'), 'utf8')) as ModelCard;
    const record: ModelRecord = {
      id: 'house',
      engine: 'llama-cpp',
      path: weights,
      bytes: statSync(weights).size,
      source: 'embedded',
      addedAt: 0,
      info: await inspectGguf(weights),
      card,
    };
    const engine = createLlamaCpp();
    const house = await engine.load({ model: record, contextSize: 512, sequences: 2, threads: 1 });
    try {
      const requests = ['wake me at 6:30 tomorrow', 'play some jazz'].map((words) =>
        ask(words, { maxTokens: 120 }),
      );
      const parts = await Promise.all(requests.map((request) => all(house.chat(request))));
      const answers = parts.map((each) => textOf(each));
      const written = (parts[0] ?? []).reduce(
        (sum, part) => sum + (part.type === 'text' ? (part.score?.logprob ?? 0) : 0),
        0,
      );
      const items = requests.flatMap((request) => answers.map((answer) => ({ request, answer })));
      const texts = await house.encodeAll(items);
      expect(texts[0]?.from).toBe(await promptTokens(house, requests[0] as ChatRequest));
      const scores = (await house.score?.(texts))?.map(({ logprob }) => logprob) ?? [];
      const [own = 0, other = 0, otherOwn = 0, ownOther = 0] = scores;
      // its tokens are those that it writes
      expect(own).toBeCloseTo(written, 0);
      expect(own).toBeGreaterThan(other + 2);
      expect(ownOther).toBeGreaterThan(otherOwn + 2);
    } finally {
      await house.close();
      await engine.close();
    }
  },
);
