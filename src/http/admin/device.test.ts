import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorOf, serveFake, TOKEN, type Served } from '../testing/serve.ts';

const paths = ['/admin/device', '/admin/doctor', '/admin/settings', '/admin/apps'];
let served: Served;
beforeAll(async () => {
  served = await serveFake();
});
afterAll(() => served.server.close());

test.each(paths)('%s is not told without the token, and not served by a program of its own', async (path) => {
  const stranger = await served.call({ path, headers: { authorization: `Bearer ${TOKEN}x` } });
  expect(stranger.status).toBe(401);
  expect(errorOf(await served.call({ path })).code).toBe('unsupported');
});

test('the doctor refuses what it does not know', async () => {
  const reply = await served.call({ path: '/admin/doctor?online=yes' });
  expect([reply.status, errorOf(reply).param]).toEqual([400, 'online']);
});
