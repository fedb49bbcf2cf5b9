import { expect, test } from 'vitest';
import { serveFake } from '../testing/serve.ts';

test.each([
  ['GET', '/admin/catalog?job=cooking', 'must be one of chat'],
  ['GET', `/admin/catalog?q=${'x'.repeat(201)}`, 'at most 200'],
  ['GET', '/admin/look', 'model'],
  ['POST', '/admin/pull', 'model', { model: 7 }],
  ['POST', '/admin/pull', 'true or false', { model: 'x', acceptMetered: 'yes' }],
  ['POST', '/admin/pull-stop', 'true or false', { model: 'x', discard: 1 }],
  ['POST', '/admin/pin', 'on', { model: 'x' }],
  ['POST', '/admin/remove', 'model', {}],
] as const)('%s %s says what is wrong: %s', async (method, path, words, body?: object) => {
  const { server, call } = await serveFake();
  const wire = await call({ method, path, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  expect(wire.status).toBe(400);
  expect(wire.text).toContain(words);
  await server.close();
});

test.each(['/admin/catalog', '/admin/here', '/admin/pulls', '/admin/memory', '/admin/look?model=a/b'])(
  '%s of a server that a program started says that it is not served',
  async (path) => {
    const { server, call } = await serveFake();
    const wire = await call({ path });
    expect([wire.status, wire.text]).toEqual([400, expect.stringContaining('serves its runtime only')]);
    await server.close();
  },
);
