import { expect, test } from 'vitest';
import { createLazyPrices } from './lazy-prices.ts';

const usage = { inputTokens: 1_000_000, outputTokens: 0 };
const providers = { own: { enabled: true, price: { input: 3, output: 4 } } };

test('a price waits for the list once, then comes at once', async () => {
  const prices = createLazyPrices(providers, { now: () => 0 });
  const first = prices.usd('own/x', usage);
  expect(first).toBeInstanceOf(Promise);
  expect(await first).toBe(3);
  expect(prices.usd('own/x', usage)).toBe(3);
  expect(prices.usd('nobody/x', usage)).toBeNull();
  expect((await prices.load())('own/x', usage)).toBe(3);
});
