import { expect, test } from 'vitest';
import { settingsSchema, type Candidate, type Label, type Place } from '../../contract/index.ts';
import { NearmostError } from '../../contract/index.ts';
import { elsewhere, type Stop } from './bridge.ts';
import { words, world, type Script } from '../testing/world.ts';

const here = (model: string): Candidate => ({ place: 'local', model });
const stopsOf = (...models: string[]): Stop[] =>
  models.map((model) => ({
    candidate: { place: model.startsWith('local/') ? 'local' : 'cloud', model },
    waits: false,
  }));
const ask = (more: {
  label?: Label;
  pinned?: boolean;
  route?: Place;
  offline?: boolean;
  stops?: Stop[];
  ready?: string[];
}): string[] | undefined =>
  elsewhere(
    {
      settings: settingsSchema.parse({ router: { offline: more.offline ?? false } }),
      pool: { isReady: (id) => more.ready?.includes(id) ?? false },
    },
    { label: more.label ?? 'public' },
    { pinned: more.pinned ?? false, standIns: [here('local/small')] },
    more.route === undefined ? {} : { route: more.route },
    more.stops ?? stopsOf('local/big', 'acme/large'),
    0,
  )?.map(({ candidate }) => candidate.model);

test('a public request that names nobody may be passed on: to a model that is there, then to the cloud', () => {
  expect(ask({})).toEqual([]);
  expect(ask({ ready: ['small'] })).toEqual(['local/small']);
  expect(ask({ stops: stopsOf('local/big'), ready: ['small'] })).toEqual(['local/small']);
});

test.each([
  ['personal', { label: 'personal' }],
  ['secret', { label: 'secret' }],
  ['a named model', { pinned: true }],
  ['pinned to the device', { route: 'local' }],
  ['offline', { offline: true }],
  ['nobody else', { stops: stopsOf('local/big') }],
  ['already passed by', { stops: [{ candidate: here('local/big'), waits: true }] }],
  ['a cloud model', { stops: stopsOf('acme/large') }],
] as const)('%s: it is waited for', (_, more) => {
  const { stops, ...rest } = { stops: undefined, ...more };
  const ready = stops === undefined ? ['small'] : [];
  expect(ask({ ready, ...rest, ...(stops === undefined ? {} : { stops: [...stops] }) })).toBeUndefined();
});

const sure: Script = () => words('all is well', -0.01);
const broken: Script = () => [new NearmostError('upstream_unavailable', 'down')];
const request = { model: 'auto', messages: [{ role: 'user' as const, content: 'hello there' }] };
const chat = async (one: ReturnType<typeof world>, context = {}) => {
  const answer = await one.router.stream({ task: 'chat', request }, context, true);
  for await (const part of answer.parts) void part;
  return answer.done;
};

test('while the model is being loaded the cloud answers, and the row says why', async () => {
  const one = world({ locals: { big: sure }, clouds: { acme: sure }, loading: ['big'] });
  const route = await chat(one);
  expect(route).toMatchObject({ place: 'cloud', model: 'acme/big' });
  expect(route.reason).toContain('local/big: it is not in memory, and would be there in about 12 s');
  expect(one.rows[0]?.attempts.map(({ model, outcome }) => [model, outcome])).toEqual([
    ['local/big', 'bridged'],
    ['acme/big', 'answered'],
  ]);
  expect(one.open()).toBe(0);
});

test('another model that is there goes before the cloud', async () => {
  const locals = { big: sure, small: sure };
  const one = world({
    locals,
    clouds: { acme: sure },
    loading: ['big'],
    settings: { local: { model: 'big' } },
  });
  expect((await chat(one)).model).toBe('local/small');
  expect(one.asked).toEqual(['local/big', 'local/small']);
});

test('personal, secret, pinned and offline requests wait for their model', async () => {
  const make = (settings = {}): ReturnType<typeof world> =>
    world({ settings, locals: { big: sure }, clouds: { acme: sure }, loading: ['big'] });
  for (const context of [{ label: 'personal' }, { label: 'secret' }, { route: 'local' }]) {
    const one = make();
    expect((await chat(one, context)).model).toBe('local/big');
    expect(one.calls).toEqual([]);
  }
  const offline = make({ router: { offline: true } });
  expect((await chat(offline)).model).toBe('local/big');
});

test('when nobody else answers the model is waited for after all', async () => {
  const one = world({ locals: { big: sure }, clouds: { acme: broken }, loading: ['big'] });
  expect((await chat(one)).model).toBe('local/big');
  expect(one.rows[0]?.attempts.map(({ outcome }) => outcome)).toEqual(['bridged', 'failed', 'answered']);
  const none = world({ locals: { big: broken }, clouds: { acme: broken }, loading: ['big'] });
  await expect(chat(none)).rejects.toMatchObject({ code: 'upstream_unavailable' });
  expect(none.rows).toHaveLength(1);
});
