import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorOf, serveFake, type Served, type Wire } from './testing/serve.ts';

let served: Served;
let id: string;
beforeAll(async () => {
  served = await serveFake();
  const answer = await served.call({
    path: '/v1/chat/completions',
    headers: { 'x-nearmost-app': 'notes' },
    body: { model: 'auto', messages: [{ role: 'user', content: 'hello' }] },
  });
  ({ id } = answer.json() as { id: string });
});
afterAll(() => served.server.close());

const say = (body: unknown, headers = {}): Promise<Wire> =>
  served.call({ path: '/v1/feedback', body, headers });

test('an answer is judged by the id that its client saw', async () => {
  const reply = await say({ request_id: id, verdict: 'good', app: 'notes' });
  expect([reply.status, reply.json()]).toEqual([
    200,
    { object: 'feedback', request_id: id.replace('chatcmpl-', ''), app: 'notes', score: 1, changed: true },
  ]);
  expect((await say({ request_id: id, score: 0.25, verdict: null })).json()).toMatchObject({ score: 0.25 });
});

test.each([
  ['request_id', { verdict: 'good' }],
  ['request_id', { request_id: '', verdict: 'good' }],
  ['request_id', { request_id: 'x'.repeat(201), verdict: 'good' }],
  ['verdict', { request_id: 'r', verdict: 'great' }],
  ['verdict', { request_id: 'r' }],
  ['score', { request_id: 'r', score: 2 }],
  ['score', { request_id: 'r', score: '1' }],
  ['app', { request_id: 'r', score: 1, app: '\n' }],
])('names what is wrong: %s in %j', async (param, body) => {
  const reply = await say(body);
  expect([reply.status, errorOf(reply).param]).toEqual([400, param]);
});

test('an unknown request is not found, and the token is asked for', async () => {
  const none = await say({ request_id: 'req_none', verdict: 'bad' });
  expect([none.status, errorOf(none).code]).toEqual([404, 'not_found']);
  expect((await say({ request_id: id, verdict: 'bad' }, { authorization: null })).status).toBe(401);
});
