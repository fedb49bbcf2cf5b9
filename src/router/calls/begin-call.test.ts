import { expect, test } from 'vitest';
import { settingsSchema, type ChatPart } from '../../contract/index.ts';
import { holdUntil, readPart, startHold } from '../answer/hold.ts';
import { createMarket, type Market } from '../market/create-market.ts';
import { beginCall } from './begin-call.ts';
import { createHealth } from './health.ts';

const text = (words: string): ChatPart => ({ type: 'text', choice: 0, text: words });
const finish: ChatPart = { type: 'finish', choice: 0, reason: 'stop' };
const usage = (outputTokens: number): ChatPart => ({
  type: 'usage',
  usage: { inputTokens: 10, outputTokens },
});

/** One call whose parts come when they are said to, on a clock of its own; what the market knows after it. */
async function call(
  timed: [ms: number, part: ChatPart][],
  { stream = true, tokens = 100, hidden = 0 } = {},
): Promise<ReturnType<Market['rows']>[number] | undefined> {
  let now = 0;
  const clock = { now: () => now, monotonic: () => now };
  const settings = settingsSchema.parse({});
  const store = { load: () => new Map<string, never>(), save: () => undefined };
  const loadPrice = async () => () => null;
  const market = createMarket({ settings, clock, store, loadPrice, priceDate: '1970-01-01' });
  const deps = { health: createHealth(clock), market, settings, clock };
  const ticket = beginCall(deps, { place: 'cloud', model: 'a/m' }, stream, undefined);
  async function* parts(): AsyncGenerator<ChatPart> {
    for (const [ms, part] of timed) {
      now = ms;
      yield part;
    }
  }
  const held = startHold(parts(), ticket.heard);
  await holdUntil(held, stream ? 0 : Number.POSITIVE_INFINITY);
  ticket.began();
  while (!held.ended) await readPart(held);
  ticket.answered({ tokens, shownTokens: tokens - hidden, chars: held.text.length + held.thought });
  return market.rows()[0];
}
const slowly = Array.from({ length: 20 }, (_, i): [number, ChatPart] => [
  500 + (i + 1) * 100,
  text('twenty letters each '),
]);

test('the speed is that of the text that came over time', async () => {
  const row = await call([...slowly, [2500, finish], [2500, usage(100)]]);
  // 19 of 20 parts in 1.9 seconds
  expect(row?.tokensPerSecond).toBeCloseTo(50);
  expect(row?.p50Ms).toBeGreaterThan(500);
});

test('what was held back and comes at once with the first words does not count', async () => {
  const burst = Array.from({ length: 20 }, (_, i): [number, ChatPart] => [
    600 + i,
    text('twenty letters each '),
  ]);
  const row = await call([...burst, ...slowly.slice(1), [2500, finish]], { tokens: 200 });
  expect(row?.tokensPerSecond).toBeGreaterThan(49);
  expect(row?.tokensPerSecond).toBeLessThan(53);
});

test.each<[string, [number, ChatPart][]]>([
  [
    'in one part',
    [
      [3000, text('x'.repeat(800))],
      [3001, finish],
    ],
  ],
  ['in many parts of a few milliseconds', slowly.map(([, part], i) => [3000 + i, part])],
  [
    'in one part, ended late',
    [
      [3000, text('x'.repeat(800))],
      [9000, finish],
    ],
  ],
])('an answer that was sent at once has no speed: %s', async (_name, parts) => {
  const row = await call(parts);
  expect(row?.tokensPerSecond).toBeUndefined();
  // it had been waited for all the same
  expect(Math.abs(Math.log2((row?.p50Ms ?? 0) / 3000))).toBeLessThan(1 / 8);
});

test('an answer that was asked for whole has none either', async () => {
  expect((await call([...slowly, [2500, finish]], { stream: false }))?.tokensPerSecond).toBeUndefined();
});

test('thinking counts where it was sent, and only there', async () => {
  const shown = await call([...slowly, [2500, finish]], { tokens: 1100, hidden: 1000 });
  expect(shown?.tokensPerSecond).toBeCloseTo(50);
  const thought = slowly.map(([ms, part], i): [number, ChatPart] => [
    ms,
    i < 10 ? { type: 'reasoning', choice: 0, text: 'twenty letters each ' } : part,
  ]);
  expect((await call([...thought, [2500, finish]]))?.tokensPerSecond).toBeCloseTo(50);
});
