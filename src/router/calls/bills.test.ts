import { expect, test } from 'vitest';
import {
  NearmostError,
  type ChatPart,
  type ChatRequest,
  type RequestContext,
  type Usage,
} from '../../contract/index.ts';
import { collect } from '../answer/collect.ts';
import { capped } from '../testing/capped.ts';
import { world, type Script, type World } from '../testing/world.ts';

const ask = (content = 'Hi', more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'auto',
  messages: [{ role: 'user', content }],
  maxTokens: 8,
  ...more,
});
const whole = ({ router }: World, request: ChatRequest, context: RequestContext = {}) =>
  router.whole({ task: 'chat', request }, context);
const telling =
  (text: string, usage: Usage): Script =>
  (): ChatPart[] => [
    { type: 'text', choice: 0, text },
    { type: 'finish', choice: 0, reason: 'stop' },
    { type: 'usage', usage },
  ];

test('an answer that was asked for and not waited for is paid for by a guess, with a rival as without', async () => {
  const gone = new AbortController();
  /** At work until nobody listens any more. */
  const working: Script = function* () {
    gone.abort();
    yield { type: 'warning', message: 'at work' };
  };
  const here = capped({ label: 'public', budget: { dayTokens: 10_000 } }, { clouds: { openai: working } });
  const request = ask('x'.repeat(3000));
  await expect(whole(here, request, { signal: gone.signal })).rejects.toMatchObject({ code: 'cancelled' });
  const [row] = here.rows;
  expect(row).toMatchObject({ status: 'cancelled', attempts: [{ outcome: 'cancelled' }] });
  expect(row?.attempts[0]?.tokens).toBeGreaterThan(900);
  expect([here.reserved(), here.budget.caps()[0]?.used]).toEqual([0, row?.attempts[0]?.tokens]);
});

test('a caller who has gone before anybody was asked pays nothing', async () => {
  const here = capped({ label: 'public', budget: { dayTokens: 10_000 } });
  await expect(whole(here, ask(), { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect([here.asked, here.budget.caps()[0]?.used, here.rows[0]?.status]).toEqual([[], 0, 'cancelled']);
});

test('a count that cannot be, of nothing read or nothing written, is replaced by a guess', async () => {
  const text = 'word '.repeat(300);
  for (const usage of [
    { inputTokens: 40, outputTokens: 0 },
    { inputTokens: 0, outputTokens: 0 },
    { inputTokens: 0, outputTokens: 500 },
  ]) {
    const here = world({ clouds: { openai: telling(text, usage) } });
    const { route } = await whole(here, ask('x'.repeat(300), { maxTokens: 1000 }));
    const expected = { input: usage.inputTokens || 100, output: usage.outputTokens || 500 };
    expect(here.rows[0]?.inputTokens).toBeGreaterThanOrEqual(expected.input);
    expect([here.rows[0]?.outputTokens, route.costUsd]).toEqual([expected.output, expected.output / 2]);
  }
});

test.each([false, true])(
  'a count beyond all that was sent is booked, and told (stream: %s)',
  async (stream) => {
    const warned = async (usage: Usage, more: Partial<ChatRequest> = {}): Promise<string[]> => {
      const here = world({ clouds: { openai: telling('fine', usage) } });
      const request = ask('x'.repeat(400), more);
      const answer = await here.router.stream({ task: 'chat', request }, {}, true);
      const { warnings } = stream ? await collect(answer.parts) : await whole(here, request);
      expect(here.rows[0]?.inputTokens ?? usage.inputTokens).toBe(usage.inputTokens);
      return warnings;
    };
    expect(await warned({ inputTokens: 4000, outputTokens: 2 })).toEqual([
      expect.stringMatching(/^openai\/big says that it read 4000 tokens, but no more than \d+ were sent/),
    ]);
    expect(await warned({ inputTokens: 100, outputTokens: 90_000 })).toEqual([
      expect.stringMatching(
        /^openai\/big says that it wrote 90000 tokens, but no more than 8 were asked for/,
      ),
    ]);
    for (const usage of [
      { inputTokens: 600, outputTokens: 8 },
      { inputTokens: 100, outputTokens: 900 },
    ])
      expect(await warned(usage)).toEqual([]);
    const unlimited = await warned(
      { inputTokens: 100, outputTokens: 90_000 },
      { maxTokens: undefined as never },
    );
    expect(unlimited).toEqual([]);
  },
);

test('what waits over midnight is paid from the day that its row is of', async () => {
  const midnight = new Date(2026, 10, 22).getTime();
  let now = midnight - 1000;
  const here = capped(
    { label: 'public', budget: { dayUsd: 1 } },
    {},
    { now: () => now, monotonic: () => now },
  );
  // the day turns after both requests began, before either is sent
  here.deps.skills = { consider: async () => void (now = midnight + 1000) };
  const two = (): Promise<unknown> => whole(here, ask('Hi', { maxTokens: 2 }));
  const codes = async (asked: Promise<unknown>[]): Promise<unknown[]> =>
    (await Promise.allSettled(asked)).map((one) =>
      one.status === 'rejected' ? one.reason.code : 'answered',
    );
  expect(await codes([two(), two()])).toEqual(['answered', 'budget_exceeded']);
  expect(await codes([two(), two()])).toEqual(['answered', 'budget_exceeded']);
  expect([here.asked.length, here.spent(), here.spent(midnight), here.reserved()]).toEqual([2, 2, 1, 0]);
});

test('a sum of money that no number holds refuses the call, and harms no later one', async () => {
  const usage = { inputTokens: 1e8, outputTokens: 1e8 };
  const here = capped(
    { label: 'public', budget: { monthUsd: 100 } },
    { clouds: { openai: telling('x', usage) } },
  );
  await whole(here, ask());
  await expect(whole(here, ask())).rejects.toMatchObject({ code: 'budget_exceeded' });
  expect(here.spent()).toBeGreaterThan(9e6);
});

test('200 at once, streamed and whole, read and left, told and guessed: the books are those of the rows, within the cap', async () => {
  const end: ChatPart = { type: 'finish', choice: 0, reason: 'length' };
  const text: ChatPart = { type: 'text', choice: 0, text: 'twenty characters it ' };
  const usage: ChatPart = { type: 'usage', usage: { inputTokens: 3, outputTokens: 2 } };
  const broken = new NearmostError('upstream_bad_answer', 'cut');
  const answers = [
    [text, end, usage],
    [text, end],
    [text, broken],
    [broken],
    [usage, end],
    [text, text, end, usage],
  ];
  let number = 0;
  const openai: Script = () => answers[number++ % answers.length] ?? [];
  const here = capped({ label: 'public', budget: { dayUsd: 20 } }, { clouds: { openai, groq: openai } });
  const one = async (at: number): Promise<void> => {
    const gone = new AbortController();
    const request = ask('Hi', { maxTokens: 2 });
    if (at % 7 === 0) setImmediate(() => gone.abort());
    if (at % 2 === 0) return void (await whole(here, request, { signal: gone.signal }));
    const answer = await here.router.stream({ task: 'chat', request }, { signal: gone.signal }, true);
    for await (const _ of answer.parts) if (at % 3 === 0) break;
    await answer.done;
  };
  const results = await Promise.allSettled(Array.from({ length: 200 }, (_, at) => one(at)));
  for (const result of results)
    if (result.status === 'rejected')
      expect(['budget_exceeded', 'upstream_bad_answer', 'cancelled', 'upstream_unavailable']).toContain(
        result.reason.code,
      );
  const booked = here.rows.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
  expect([here.rows.length, here.reserved(), here.spent()]).toEqual([200, 0, booked]);
  expect(booked).toBeGreaterThan(1);
  expect(booked).toBeLessThanOrEqual(20);
});
