import { afterEach, beforeEach, expect, test } from 'vitest';
import { serveFake, type Served } from './testing/serve.ts';

let served: Served;
beforeEach(async () => {
  served = await serveFake();
});
afterEach(() => served.server.close());

const messages = [{ role: 'user', content: 'hello' }];
const BODIES = {
  '/v1/chat/completions': { model: 'auto', messages },
  '/v1/completions': { model: 'auto', prompt: 'hello' },
  '/v1/embeddings': { model: 'auto', input: 'hello' },
};
const ask = (path: keyof typeof BODIES, next: string, more: object = {}) =>
  served.call({
    path,
    body: { ...BODIES[path], ...more },
    headers: { 'x-nearmost-next-model': next, 'x-nearmost-app': 'mail' },
  });

test.each(Object.keys(BODIES) as (keyof typeof BODIES)[])('%s passes on what comes next', async (path) => {
  const streams = path === '/v1/embeddings' ? [{}] : [{}, { stream: true }];
  for (const more of streams) {
    const reply = await ask(path, 'local/fake', more);
    expect([reply.status, reply.headers['x-nearmost-warnings']]).toEqual([200, undefined]);
  }
  expect(served.runtime.intents).toEqual(streams.map(() => ({ model: 'local/fake', app: 'mail' })));
});

test.each([
  ['nope', 'There is no model "nope"'],
  ['two words', 'it must name one model'],
  ['x'.repeat(257), 'it must name one model'],
])('%s is ignored with a warning, and the answer is given', async (next, words) => {
  for (const more of [{}, { stream: true }]) {
    const reply = await ask('/v1/chat/completions', next, more);
    expect(reply.status).toBe(200);
    expect(reply.headers['x-nearmost-warnings']).toContain(`x-nearmost-next-model: ignored`);
    expect(reply.headers['x-nearmost-warnings']).toContain(words);
  }
  expect((await ask('/v1/embeddings', next)).headers['x-nearmost-warnings']).toContain(words);
});

test('an empty header says nothing; an answer that fails passes nothing on', async () => {
  expect((await ask('/v1/embeddings', '')).headers['x-nearmost-warnings']).toBeUndefined();
  expect((await ask('/v1/embeddings', 'local/fake', { model: 'nope' })).status).toBe(404);
  expect(served.runtime.intents).toEqual([]);
});
