import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { fakeSkill, fakeStudent } from '../../learning/testing/fake-learning.ts';
import { errorOf, eventsOf, serveFake, type Served } from '../testing/serve.ts';

let served: Served;
beforeAll(async () => {
  served = await serveFake();
});
afterAll(() => served.server.close());
beforeEach(() => void served.runtime.learning.calls.splice(0));

const { id } = fakeSkill();
const post = (path: string, body: unknown = {}) => served.call({ path, method: 'POST', body });

test('consent is given and taken back, and is shown with the skills', async () => {
  const on = await post('/admin/learn', { app: 'mail-triage', on: true });
  expect(on.json()).toEqual({ apps: [{ app: 'mail-triage', since: 5, examples: 812 }] });
  const list = await served.call({ path: '/admin/skills' });
  expect(list.json()).toMatchObject({ apps: [{ app: 'mail-triage' }], skills: [{ id }] });
  expect((await served.call({ path: '/admin/skills?app=other' })).json()).toMatchObject({ skills: [] });
  expect((await post('/admin/learn', { app: 'mail-triage', on: false })).json()).toEqual({ apps: [] });
});

test('one skill is found by the beginning of its id', async () => {
  expect((await served.call({ path: '/admin/skills/mail' })).json()).toEqual(fakeSkill());
  const none = await served.call({ path: '/admin/skills/x' });
  expect([none.status, errorOf(none).code]).toEqual([404, 'not_found']);
});

test('train, ship, roll back, retarget, grow, export, forget', async () => {
  expect((await post('/admin/skills/mail/train', { kind: 'memo' })).json()).toEqual({
    skill: id,
    students: [fakeStudent({ version: 3, kind: 'memo', state: 'candidate' })],
  });
  expect((await post('/admin/skills/mail/ship', { version: 2 })).json()).toMatchObject({ id });
  await post('/admin/skills/mail/ship');
  expect((await post('/admin/skills/mail/rollback')).json()).toMatchObject({ id, stage: 'rolled-back' });
  const folder = process.platform === 'win32' ? 'C:\\out' : '/tmp/out';
  expect((await post('/admin/skills/mail/retarget', { base: 'small', from: folder })).json()).toMatchObject({
    skill: id,
    base: 'small',
    imported: 412,
    serving: { version: 3 },
  });
  expect((await post('/admin/skills/mail/retarget')).json()).toMatchObject({ base: 'house', imported: 0 });
  expect(errorOf(await post('/admin/skills/mail/retarget', { from: 'relative' }))).toMatchObject({
    code: 'invalid_request',
    param: 'from',
  });
  expect((await post('/admin/skills/mail/grow', { count: 10, budgetUsd: 0.5 })).json()).toMatchObject({
    skill: id,
    kept: 7,
    costUsd: 0.0123,
  });
  expect((await served.call({ path: '/admin/skills/mail/export' })).json()).toEqual({
    folder: expect.stringMatching(/nearmost-skills.mail-triage-3f9a2c01/),
  });
  expect((await post('/admin/skills/mail/export', { folder })).json()).toMatchObject({ skill: id });
  const counted = await post('/admin/forget', { request: 'req_1', preview: true });
  expect(counted.json()).toEqual({ examples: 812, students: 2 });
  expect((await post('/admin/forget', { request: 'req_1' })).json()).toEqual({ examples: 812, students: 2 });
  expect(served.runtime.learning.calls).toEqual([
    ['train', id, 'memo'],
    ['ship', id, 2],
    ['ship', id, undefined],
    ['rollback', id],
    ['retarget', id, 'small', folder],
    ['retarget', id, 'house', undefined],
    ['grow', id, 10, 0.5],
    ['export', id, folder],
    ['forget', { request: 'req_1' }],
  ]);
  expect((await served.call({ path: '/admin/terms' })).json()).toMatchObject({
    terms: [{ provider: 'acme' }, {}],
  });
});

test('long work tells how far it is, and then its result or its error', async () => {
  const good = await post('/admin/skills/mail/train', { stream: true });
  expect(good.headers['content-type']).toContain('text/event-stream');
  const events = eventsOf(good.text).map((event) => JSON.parse(event) as Record<string, unknown>);
  expect(events.slice(0, 2)).toEqual([
    { progress: 'training probe: 1 of 2' },
    { progress: 'training probe: 2 of 2' },
  ]);
  expect(events[2]).toMatchObject({ result: { skill: id, students: [{ version: 3 }] } });
  const bad = eventsOf((await post('/admin/skills/mail/train', { stream: true, kind: 'adapter' })).text);
  expect(JSON.parse(bad.at(-1) ?? '')).toMatchObject({ error: { code: 'load_failed' } });
  const unknown = await post('/admin/skills/x/train', { stream: true });
  expect(unknown.status).toBe(404); // before the stream begins
});

test.each<[string, unknown, string]>([
  ['/admin/learn', { app: '', on: true }, 'app'],
  ['/admin/learn', { app: 'x'.repeat(65), on: true }, 'app'],
  ['/admin/learn', { app: 'mail' }, 'on'],
  ['/admin/learn', { app: 'mail', on: 'yes' }, 'on'],
  ['/admin/skills/mail/train', { kind: 'giant' }, 'kind'],
  ['/admin/skills/mail/ship', { version: 0 }, 'version'],
  ['/admin/skills/mail/ship', { version: '1' }, 'version'],
  ['/admin/skills/mail/grow', { count: 10 }, 'budgetUsd'],
  ['/admin/skills/mail/grow', { count: 1.5, budgetUsd: 1 }, 'count'],
  ['/admin/skills/mail/grow', { count: 10, budgetUsd: -1 }, 'budgetUsd'],
  ['/admin/skills/mail/begin', {}, 'do'],
  ['/admin/skills/mail/begin', { do: 'sing' }, 'do'],
  ['/admin/skills/mail/begin', { do: 'grow', count: 0, budgetUsd: 1 }, 'count'],
  ['/admin/skills/mail/begin', { do: 'grow', count: 5, budgetUsd: 1, train: 'yes' }, 'train'],
  ['/admin/skills/mail/begin', { do: 'retarget' }, 'base'],
  ['/admin/skills/mail/export', { folder: 'relative' }, 'folder'],
  ['/admin/skills/mail/export', {}, 'folder'],
  ['/admin/forget', {}, 'app'],
  ['/admin/forget', { app: 'a', skill: 'b' }, 'app'],
  ['/admin/forget', { request: 7 }, 'request'],
  ['/admin/forget', { app: 'a', preview: 'yes' }, 'preview'],
])('%s refuses %j', async (path, body, param) => {
  const reply = await post(path, body);
  expect([reply.status, errorOf(reply).code, errorOf(reply).param]).toEqual([400, 'invalid_request', param]);
  expect(served.runtime.learning.calls).toEqual([]);
});

test('long work that goes on by itself needs the server of nearmost up', async () => {
  for (const path of ['/admin/skill-works', '/admin/skills/mail/grow', '/admin/skills/mail/retarget'])
    expect(errorOf(await served.call({ path })).code).toBe('unsupported');
  for (const path of ['/admin/skills/mail/begin', '/admin/skills/mail/stop'])
    expect(errorOf(await post(path, { do: 'train' })).code).toBe('unsupported');
});

test('nothing of it is told without the token', async () => {
  for (const path of ['/admin/skills', '/admin/skills/mail', '/admin/terms'])
    expect((await served.call({ path, headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
});
