import { expect, test } from 'vitest';
import { NearmostError } from '../../contract/index.ts';
import { collect } from '../answer/collect.ts';
import { capped } from '../testing/capped.ts';
import { words, world, type Script, type World } from '../testing/world.ts';

const text = async ({ router }: World, more: object = {}, context: object = {}): Promise<string> => {
  const request = { model: 'auto', messages: [{ role: 'user' as const, content: 'Hi' }], ...more };
  const answer = await router.stream({ task: 'chat', request }, context, false);
  const { choices } = await collect(answer.parts);
  await answer.done;
  return choices[0]?.text ?? '';
};

test('200 requests at once at the cap: exactly as many are sent as it pays for', async () => {
  const here = capped({ label: 'public', budget: { dayUsd: 20 } });
  const results = await Promise.allSettled(Array.from({ length: 200 }, () => text(here, { maxTokens: 2 })));
  const refused = results.filter((result) => result.status === 'rejected');
  expect([here.asked.length, refused.length, here.spent(), here.reserved()]).toEqual([20, 180, 20, 0]);
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'budget_exceeded', status: 402 });
});

test('at the cap the device answers, and why says so', async () => {
  const unsure: Script = () => words('well maybe', -2);
  const here = capped({ label: 'public', budget: { dayUsd: 1 } }, { locals: { a: unsure } });
  expect(await text(here, { maxTokens: 2 })).toBe('one two');
  expect(await text(here, { maxTokens: 2 })).toBe('well maybe');
  expect(here.rows[1]?.rejected).toContainEqual({
    place: 'cloud',
    model: 'openai/big',
    reason: 'the cap of $1 a day is reached ($1.0000 spent, set by budget.dayUsd)',
  });
  await expect(text(here, {}, { route: 'cloud' })).rejects.toMatchObject({ code: 'budget_exceeded' });
});

test('caps of an app and of a provider hold for them alone', async () => {
  const clouds = { openai: () => words('one two', 0), groq: () => words('three four', 0) };
  const here = capped(
    {
      label: 'public',
      apps: { mail: { budget: { dayUsd: 1 } } },
      providers: { openai: { budget: { monthTokens: 150 } } },
    },
    { clouds },
  );
  const ask = (app: string): Promise<string> => text(here, { maxTokens: 2 }, { app });
  expect(await ask('mail')).toBe('one two');
  await expect(ask('mail')).rejects.toMatchObject({
    code: 'budget_exceeded',
    message: expect.stringContaining('of app mail is reached') as string,
    hint: 'Raise the cap: nearmost config set apps.mail.budget.dayUsd <amount>',
  });
  const more: string[] = [];
  for (let i = 0; i < 30; i += 1) more.push(await ask('chat'));
  expect(more.indexOf('three four')).toBeGreaterThan(0);
  expect(more.at(-1)).toBe('three four');
});

test('a request without a limit gets one under a cap, smaller when little is left', async () => {
  const heard: (number | undefined)[] = [];
  const openai: Script = (request) => {
    heard.push(request.maxTokens);
    return words('one two', 0);
  };
  const budget = { dayUsd: 20, answerTokens: 64 };
  const here = capped({ label: 'public', budget }, { clouds: { openai } });
  expect(await text(here)).toBe('one two');
  await expect(text(here, { maxTokens: 100 })).rejects.toMatchObject({
    message: expect.stringContaining('the cap of $20 a day leaves $19.0000') as string,
    hint: 'Raise the cap: nearmost config set budget.dayUsd <amount>',
  });
  expect(heard).toEqual([16]);
  await text(capped({ label: 'public' }, { clouds: { openai } }));
  expect(heard[1]).toBeUndefined();
});

test('an answer that breaks off has cost something, and money that never left comes back', async () => {
  const broken: Script = () => [
    ...[...words('half an', 0)].slice(0, 1),
    new NearmostError('upstream_bad_answer', 'cut'),
  ];
  const silent: Script = () => [new NearmostError('timeout', 'hangs')];
  const clouds = { openai: broken, mistral: silent, groq: () => words('one two', 0) };
  const here = capped({ label: 'public', budget: { dayUsd: 100 } }, { clouds });
  expect(await text(here, { maxTokens: 8 })).toBe('one two');
  const [row] = here.rows;
  expect(row?.attempts.map(({ costUsd }) => costUsd)).toEqual([1, undefined, undefined]);
  expect([row?.costUsd, here.spent(), here.reserved()]).toEqual([2, 2, 0]);
});

test('a caller who leaves before the end has spent what was read', async () => {
  const here = capped({ label: 'public', budget: { dayUsd: 100 } });
  const request = { model: 'auto', messages: [{ role: 'user' as const, content: 'Hi' }], maxTokens: 8 };
  const answer = await here.router.stream({ task: 'chat', request }, {}, true);
  for await (const _ of answer.parts) break;
  await answer.done;
  expect([here.rows[0]?.status, here.spent() > 0, here.reserved()]).toEqual(['cancelled', true, 0]);
});

test('what could not be written down stays set aside', async () => {
  const record = (): Promise<void> => Promise.reject(new NearmostError('disk_full', 'full'));
  const here = capped({ label: 'public', budget: { dayUsd: 100 } }, {});
  const sealed = world({
    clouds: { openai: () => words('one two', 0) },
    settings: { label: 'public', budget: { dayUsd: 100 } },
    budget: here.budget,
    record,
  });
  await expect(text(sealed, { maxTokens: 2 })).rejects.toMatchObject({ code: 'disk_full' });
  expect(here.reserved()).toBe(1);
});

test('an answer cut at the limit of a cap says so; one cut at the limit of its caller does not', async () => {
  const openai: Script = () => [
    { type: 'text', choice: 0, text: 'half' },
    { type: 'finish', choice: 0, reason: 'length' },
    { type: 'usage', usage: { inputTokens: 3, outputTokens: 1 } },
  ];
  const here = capped({ label: 'public', budget: { dayUsd: 5000 } }, { clouds: { openai } });
  const warnings = async (more: object): Promise<string[]> => {
    const request = { model: 'auto', messages: [{ role: 'user' as const, content: 'Hi' }], ...more };
    const answer = await here.router.stream({ task: 'chat', request }, {}, false);
    return (await collect(answer.parts)).warnings;
  };
  expect(await warnings({})).toEqual([expect.stringMatching(/^Cut at 4096 tokens, because a cap holds/)]);
  expect(await warnings({ maxTokens: 4 })).toEqual([]);
});
