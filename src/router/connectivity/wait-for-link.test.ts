import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import {
  NearmostError,
  settingsSchema,
  type ModelRecord,
  type RuntimeEvent,
  type SettingsInput,
} from '../../contract/index.ts';
import { fakeRecord } from '../../memory/testing/fake-engine.ts';
import { systemClock } from '../../kit/clock.ts';
import { createBudget } from '../../ledger/budget.ts';
import { openDatabase } from '../../store/database.ts';
import { tempHome } from '../../store/testing/temp-home.ts';
import { collect } from '../answer/collect.ts';
import { createHealth } from '../calls/health.ts';
import { createRouter } from '../router.ts';
import { words, world, type Script } from '../testing/world.ts';
import { linkHealth } from './link-health.ts';
import { createMonitor } from './monitor.ts';
import { createWaitingRoom } from './waiting-room.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets time pass, and what follows from it happen. */
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  for (let i = 0; i < 30; i += 1) await new Promise((next) => setImmediate(next));
}

/** A router with two clouds behind a link that is cut and mended by hand; it is known to be lost at the start. */
function open(
  settings: SettingsInput,
  locals: Record<string, Script> = {},
  records: Record<string, Partial<ModelRecord>> = {},
) {
  let up = false;
  const events: RuntimeEvent[] = [];
  /** Who was really called. */
  const tried: string[] = [];
  const monitor = createMonitor(systemClock, () => room.look());
  const room = createWaitingRoom(systemClock, monitor);
  const cloud = (host: string): Script =>
    function* () {
      tried.push(host);
      if (up) {
        monitor.reached();
        yield* words('from afar', 0);
      } else {
        monitor.failed({ host, kind: 'lost', what: 'ENOTFOUND', certain: true });
        yield new NearmostError('upstream_unavailable', `${host} was not found.`);
      }
    };
  const database = openDatabase(tempHome().database);
  onTestFinished(() => database.close());
  const full = settingsSchema.parse({ label: 'public', ...settings });
  const budget = createBudget({ database, clock: systemClock, settings: full });
  const here = world({ settings, locals, records, clouds: { one: cloud('one'), two: cloud('two') }, budget });
  const health = linkHealth(createHealth(systemClock), monitor, () => false);
  const router = createRouter({
    ...here.deps,
    health,
    waiting: { room, lost: () => (monitor.retryInMs() === undefined ? undefined : monitor.status().why) },
    emit: (event) => events.push(event),
  });
  for (const host of ['one', 'two', 'one'])
    monitor.failed({ host, kind: 'lost', what: 'ENOTFOUND', certain: true });
  const ask = async (context: object = {}, model = 'auto'): Promise<string> => {
    const request = { model, messages: [{ role: 'user' as const, content: 'Hi' }] };
    const { parts, done } = await router.stream({ task: 'chat', request }, context, true);
    const { choices } = await collect(parts);
    await done;
    return choices[0]?.text ?? '';
  };
  const rows = database.prepare('SELECT count(*) AS n FROM reservations');
  return {
    ...here,
    router,
    ask,
    events,
    tried,
    health,
    monitor,
    reserved: () => (rows.get() as { n: number }).n,
    mend: () => (up = true),
  };
}
const minute: SettingsInput = { router: { queueWhenOfflineMs: 60_000 } };
const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: NearmostError) => `${error.code}: ${error.message} ${error.hint}`);

test('as it is set at first nobody waits; nor does what may not leave, or is pinned to this device', async () => {
  expect(await code(open({}).ask())).toMatch(/^offline: No model of this device/);
  const waits = open(minute);
  expect(await code(waits.ask({ label: 'personal' }))).toMatch(/^no_candidate/);
  expect(await code(waits.ask({ route: 'local' }))).toMatch(/^no_candidate/);
  expect(await code(open({ router: { ...minute.router, offline: true } }).ask())).toMatch(/^no_candidate/);
});

test('it waits, goes when the link is back, and why and the events say so', async () => {
  const { ask, mend, rows, events } = open(minute);
  const answer = ask();
  await pass(4000);
  mend();
  await pass(1500);
  expect(await answer).toBe('from afar');
  const [row] = rows;
  expect(row?.reason).toMatch(/^one\/big: waited 5\.\d s for the link/);
  expect(row?.attempts.map(({ model, outcome }) => [model, outcome])).toEqual([
    ['one/big', 'waited'],
    ['one/big', 'answered'],
  ]);
  expect(row?.durationMs).toBeGreaterThanOrEqual(5000);
  expect(events.map(({ type }) => type)).toEqual([
    'request-start',
    'waiting',
    'resumed',
    'attempt',
    'request-end',
  ]);
});

test('while it waits one request at a time tries the link, and a try that fails is no fault of the provider', async () => {
  const { ask, mend, tried, health } = open(minute);
  const answers = Array.from({ length: 12 }, () => ask());
  await pass(16_000);
  // tries after 5 and 10 seconds more
  expect(tried).toEqual(['one', 'one']);
  mend();
  await pass(20_000);
  expect(await Promise.all(answers)).toEqual(Array<string>(12).fill('from afar'));
  expect(tried).toHaveLength(14);
  expect(health.resting('one')).toBeUndefined();
});

test('when its time is over it ends with a typed error that says how long it waited', async () => {
  const { ask, rows } = open({
    router: { queueWhenOfflineMs: 60_000 },
    apps: { chat: { queueWhenOfflineMs: 2000 } },
  });
  const answer = code(ask({ app: 'chat' }));
  await pass(2000);
  expect(await answer).toMatch(
    /^offline: No model of this device can answer this, and after 2\.0 s of waiting the network seems lost \(ENOTFOUND\)\. Connect to the network/,
  );
  expect(rows[0]).toMatchObject({ status: 'error', error: 'offline', attempts: [{ outcome: 'waited' }] });
});

test('a caller who leaves is out of the row', async () => {
  const { ask, mend, tried, rows } = open(minute);
  const controller = new AbortController();
  const left = code(ask({ signal: controller.signal }));
  const stays = ask();
  await pass(1000);
  controller.abort();
  await pass(1);
  expect(await left).toMatch(/^cancelled/);
  expect(rows[0]?.status).toBe('cancelled');
  mend();
  await pass(6000);
  expect(await stays).toBe('from afar');
  expect(tried).toHaveLength(1);
});

test('a model of this device that declined is not asked again, one that can do it answers at once', async () => {
  const decline: Script = () => words('no', -9);
  const able: Script = () => words('from here', -0.01);
  const unsure = open(minute, { a: able });
  expect(await unsure.ask()).toBe('from here');
  const { ask, mend, asked } = open(minute, { a: decline });
  expect(await ask()).toBe('no'); // below the threshold, but the best there is: nobody waits for better
  expect(asked).toEqual(['local/a']);
  mend();
});

test('it waits, too, when it is the one that finds out, after a model of this device said that it is not its business', async () => {
  const decline: Script = () => words('{"intent":"none"}', -0.01);
  const card = { ...fakeRecord('a').card, decline: { intent: 'none' } };
  const { ask, mend, monitor, rows } = open(minute, { a: decline }, { a: { card } });
  monitor.reached();
  const answer = ask();
  await pass(1);
  expect(rows).toEqual([]);
  mend();
  await pass(5001);
  expect(await answer).toBe('from afar');
  expect(rows[0]?.attempts.map(({ outcome }) => outcome)).toEqual([
    'declined',
    'failed',
    'failed',
    'waited',
    'answered',
  ]);
});

test('nothing is set aside while it waits', async () => {
  const { ask, mend, reserved, monitor } = open({ ...minute, budget: { dayTokens: 100_000 } });
  monitor.reached();
  // the first to find out: its calls fail, and then it waits
  const answer = ask();
  await pass(1);
  expect(monitor.retryInMs()).toBeGreaterThan(0);
  expect(reserved()).toBe(0);
  mend();
  await pass(10_000);
  expect(await answer).toBe('from afar');
  expect(reserved()).toBe(0);
});

test('vectors wait like answers', async () => {
  const { router, mend } = open(minute);
  const answer = code(router.embed({ model: 'one/big', input: ['Hi'] }, {}));
  await pass(1);
  mend();
  await pass(6000);
  expect(await answer).toMatch(/^unsupported: one makes no embeddings/);
});
