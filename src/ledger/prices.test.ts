import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { PRICE_LIST, loadPrices, priceUsd, withOwnPrices, type PriceOf } from './prices.ts';

const usage = { inputTokens: 1_000_000, outputTokens: 1_000_000 };

test('a known model has the price of the list, with its source and date', async () => {
  expect(await priceUsd('openai/gpt-4o-mini', usage)).toEqual({ usd: 0.75, ...PRICE_LIST });
});

test('cached tokens are cheaper and never more than the input', async () => {
  const price = await loadPrices();
  expect(price('openai/gpt-4o-mini', { ...usage, cachedInputTokens: 1_000_000 })?.usd).toBeCloseTo(0.675);
  expect(price('openai/gpt-4o-mini', { ...usage, cachedInputTokens: 9_000_000 })?.usd).toBeCloseTo(0.675);
});

test.each([
  'openai/gpt-4o-mini',
  'anthropic/claude-sonnet-4-5',
  'google/gemini-2.5-flash',
  'groq/llama-3.3-70b-versatile',
  'mistral/mistral-small-latest',
  'together/meta-llama/Llama-3.3-70B-Instruct-Turbo',
  'deepseek/deepseek-chat',
  'openrouter/openai/gpt-4o-mini',
  'xai/grok-3-mini',
  'cerebras/llama3.1-8b',
])('%s has a price: each provider is known to the list by its name', async (model) => {
  expect((await priceUsd(model, usage))?.usd).toBeGreaterThan(0);
});

test('the device costs nothing; the unknown is null, not 0', async () => {
  const price = await loadPrices();
  expect(price('local/house', usage)?.usd).toBe(0);
  for (const model of ['openai/gpt-99', 'my-server/gpt-4o', 'gpt-4o', '', '/x', 'auto'])
    expect(price(model, usage)).toBeNull();
  expect(price('openai/gpt-4o-mini', { inputTokens: Number.NaN, outputTokens: 1 })).toBeNull();
  expect(price('openai/gpt-4o-mini', { inputTokens: -1, outputTokens: 1 })).toBeNull();
});

test('the named list is the installed one', () => {
  const main = createRequire(import.meta.url).resolve('@pydantic/genai-prices');
  const { name, version } = JSON.parse(readFileSync(join(dirname(main), '../package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  expect(PRICE_LIST.source).toBe(`${name} ${version}`);
});

test("the owner's own price wins over the list once both halves are stated", () => {
  const list: PriceOf = () => ({ usd: 9, source: 'list', date: '2026-01-01' });
  const usage = { inputTokens: 1_000_000, outputTokens: 500_000 };
  const own = (price: { input?: number; output?: number }): number | undefined =>
    withOwnPrices(list, { openai: { enabled: true, price } }, '2026-11-21')('openai/x', usage)?.usd;
  expect([own({ input: 2, output: 4 }), own({ input: 2 }), own({ input: 0, output: 0 })]).toEqual([4, 9, 0]);
  expect(withOwnPrices(list, {}, '2026-11-21')('openai/x', usage)?.usd).toBe(9);
});
