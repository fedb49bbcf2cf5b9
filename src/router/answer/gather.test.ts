import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { NearmostError, type ChatRequest } from '../../contract/index.ts';
import { collect } from './collect.ts';
import { words, world, type Script } from '../testing/world.ts';

const ask = (model = 'openai/big'): ChatRequest => ({ model, messages: [{ role: 'user', content: 'Hi' }] });
const breaks: Script = function* () {
  yield { type: 'text', choice: 0, text: 'half' };
  yield new NearmostError('upstream_unavailable', 'it broke');
};

test('a whole answer is what its stream says, with the same row', async () => {
  const clouds = { openai: () => words('fine and well', 0) };
  const [one, other] = [world({ clouds }), world({ clouds })];
  const { route, ...result } = await one.router.whole({ task: 'chat', request: ask() }, { requestId: 'r' });
  const stream = await other.router.stream({ task: 'chat', request: ask() }, { requestId: 'r' }, false);
  expect(await collect(stream.parts)).toEqual(result);
  const timeless = (row: unknown): unknown =>
    JSON.parse(JSON.stringify(row, (key, value: unknown) => (/Ms$|^at$/.test(key) ? 0 : value)));
  expect(timeless(route)).toEqual(timeless(await stream.done));
  expect(one.rows.map(timeless)).toEqual(other.rows.map(timeless));
});

test('an answer that breaks off in the middle is an error with one row', async () => {
  const here = world({ clouds: { openai: breaks } });
  await expect(here.router.whole({ task: 'chat', request: ask() }, {})).rejects.toMatchObject({
    code: 'upstream_unavailable',
  });
  expect(here.rows).toMatchObject([{ status: 'error', error: 'upstream_unavailable', model: 'openai/big' }]);
  expect(here.rows[0]?.attempts).toMatchObject([{ outcome: 'failed' }]);
});

test('an answer whose row cannot be stored is not given', async () => {
  const here = world({
    clouds: { openai: () => words('fine', 0) },
    record: () => Promise.reject(new NearmostError('disk_full', 'full')),
  });
  await expect(here.router.whole({ task: 'chat', request: ask() }, {})).rejects.toMatchObject({
    code: 'disk_full',
  });
});

test('a caller who leaves cancels the answer', async () => {
  const here = world({ clouds: { openai: () => words('fine and well', 0) } });
  const caller = new AbortController();
  const answer = here.router.whole({ task: 'chat', request: ask() }, { signal: caller.signal });
  caller.abort();
  await expect(answer).rejects.toMatchObject({ code: 'cancelled' });
  expect(here.rows).toMatchObject([{ status: 'cancelled' }]);
});

test('nothing listens to the signal of a caller once its requests have ended, however they ended', async () => {
  const here = world({
    locals: { a: () => words('yes', -3) },
    clouds: { openai: () => words('fine', 0), groq: breaks },
  });
  const { signal } = new AbortController();
  for (const model of ['auto', 'openai/big', 'local/a', 'groq/big', 'none'])
    await here.router.whole({ task: 'chat', request: ask(model) }, { signal }).catch(() => undefined);
  const { parts } = await here.router.stream({ task: 'chat', request: ask() }, { signal }, true);
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  await collect(parts);
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});
