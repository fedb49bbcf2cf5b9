import { expect, test, vi } from 'vitest';
import { NearmostError, type Learning, type Runtime, type SkillWork } from '../../contract/index.ts';
import { cloudEntry } from '../../ledger/testing/entry.ts';
import { createFakeLearning, fakeSkill, fakeStudent } from '../../learning/testing/fake-learning.ts';
import { createOwnerSkills } from './skills.ts';

const GROW = { do: 'grow', count: 10, budgetUsd: 0.5, train: true } as const;

function open(learning: Learning = createFakeLearning(), entries: ReturnType<typeof cloudEntry>[] = []) {
  const told: SkillWork[] = [];
  let close = async (): Promise<void> => undefined;
  const skills = createOwnerSkills(
    {
      runtime: { learning, entries: () => entries } as unknown as Runtime,
      clock: { now: () => 1000, monotonic: () => 0 },
      onClose: (work) => (close = async () => work()),
    },
    (event) => event.type === 'skill-work' && told.push(event.work),
  );
  const ended = (): Promise<SkillWork> =>
    vi.waitFor(() => {
      const [work] = skills.works();
      if (!work || work.state === 'running') throw new Error('it goes on');
      return work;
    }, 30_000);
  return { skills, told, ended, close: () => close() };
}

/** Work that goes on until it is stopped. */
const endless = (more: Partial<Learning>): Learning => ({ ...createFakeLearning(), ...more });
const untilStopped = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) =>
    signal?.addEventListener('abort', () => reject(new NearmostError('cancelled', 'Stopped.'))),
  );

test('growing goes on when nobody looks, trains what was written, and tells how far it is', async () => {
  const learning = createFakeLearning();
  const { skills, told, ended } = open(learning);
  expect(skills.begin('mail', GROW)).toMatchObject({ state: 'running', task: GROW, grown: null });
  expect(await ended()).toMatchObject({
    skill: 'mail-triage-3f9a2c01',
    state: 'done',
    grown: { kept: 7, costUsd: 0.0123 },
    students: [{ version: 3 }],
    share: null,
    problem: null,
  });
  expect(learning.calls.map(([name]) => name)).toEqual(['grow', 'train']);
  expect(told.at(-1)).toEqual(skills.works()[0]);
});

test('how far it is is told soon, also when nothing more comes for long', async () => {
  const { skills, told } = open(
    endless({
      grow: async (_, { count, signal, onProgress }) => {
        for (let n = 1; n <= 5; n++) onProgress?.(`${n} of ${count} written`, n / count);
        return untilStopped(signal);
      },
    }),
  );
  skills.begin('mail', GROW);
  await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ words: '5 of 10 written', share: 0.5 }), 30_000);
  expect(told.map(({ words }) => words)).toEqual(['Getting ready …', '5 of 10 written']);
  await skills.stop('mail');
});

test('without a wish to train it only writes', async () => {
  const learning = createFakeLearning();
  const { skills, ended } = open(learning);
  skills.begin('mail', { ...GROW, train: false });
  expect(await ended()).toMatchObject({ state: 'done', students: [] });
  expect(learning.calls.map(([name]) => name)).toEqual(['grow']);
});

test('one work at a time; a stop ends it and says so', async () => {
  const { skills, ended } = open(endless({ train: (_, { signal } = {}) => untilStopped(signal) }));
  skills.begin('mail', { do: 'train' });
  expect(() => skills.begin('mail', GROW)).toThrow(/It is being trained already/);
  expect(await skills.stop('mail')).toMatchObject({ state: 'stopped', problem: null });
  expect((await ended()).endedAt).not.toBeNull();
  expect(skills.begin('mail', { do: 'retarget', base: 'house' }).state).toBe('running');
  expect(await ended()).toMatchObject({ state: 'done', students: [{ kind: 'adapter' }] });
});

test('a stop while what was written is trained keeps what was written', async () => {
  const { skills, told } = open(endless({ train: (_, { signal } = {}) => untilStopped(signal) }));
  skills.begin('mail', GROW);
  await vi.waitFor(() => expect(told.at(-1)?.words).toBe('Training …'), 30_000);
  expect(await skills.stop('mail')).toMatchObject({ state: 'stopped', grown: { kept: 7 } });
});

test('training that ends early without an error was stopped, with what it made', async () => {
  const made = [fakeStudent({ version: 4 })];
  const { skills, ended } = open(
    endless({
      train: async (_, { signal } = {}) => {
        await untilStopped(signal).catch(() => undefined);
        return made;
      },
    }),
  );
  skills.begin('mail', { do: 'train' });
  await skills.stop('mail');
  expect(await ended()).toMatchObject({ state: 'stopped', students: made });
});

test('a failure is told in its words with the next step, and what is not there is refused', async () => {
  const { skills, ended } = open();
  skills.begin('mail', { do: 'retarget', base: 'none' });
  expect(await ended()).toMatchObject({
    state: 'failed',
    problem: { code: 'unknown_model', message: expect.stringContaining('"none"'), hint: expect.any(String) },
  });
  expect(() => skills.begin('other', { do: 'train' })).toThrow(/There is no skill/);
  await expect(open().skills.stop('mail')).rejects.toMatchObject({ code: 'not_found' });
});

test('a training of which nothing came because it failed does not say that there was nothing to train', async () => {
  let events = fakeSkill().events;
  const { skills, ended } = open(
    endless({
      skill: () => fakeSkill({ events }),
      train: async () => {
        const words = 'Training a probe failed: The disk is full.';
        events = [...events, { at: Date.now(), type: 'failed', words }];
        return [];
      },
    }),
  );
  skills.begin('mail', { do: 'train' });
  expect(await ended()).toMatchObject({
    state: 'failed',
    problem: { message: 'Training a probe failed: The disk is full.' },
  });
});

test('who closes the server ends the work and waits for it', async () => {
  const { skills, close } = open(endless({ grow: (_, { signal }) => untilStopped(signal) }));
  skills.begin('mail', GROW);
  await close();
  expect(skills.works()).toMatchObject([{ state: 'stopped' }]);
});

test('what an example costs is told by the last answers of the teacher', () => {
  const answer = (costUsd: number | null, model = 'acme/large') => cloudEntry({ model, costUsd });
  const plan = (...entries: ReturnType<typeof cloudEntry>[]) => open(undefined, entries).skills.plan('mail');
  expect(plan(answer(0.01), answer(0.03), answer(9, 'other/m'))).toEqual({
    teacher: 'acme/large',
    times: 2,
    samples: 812,
    usdPerExample: expect.closeTo(0.05),
    answers: 2,
  });
  expect(plan()).toMatchObject({ usdPerExample: null, answers: 0 });
  expect(plan(answer(null))).toMatchObject({ usdPerExample: null, answers: 1 });
  const here = { ...createFakeLearning(), growth: () => ({ teacher: 'local/big', times: 1, samples: 3 }) };
  expect(open(here).skills.plan('mail')).toMatchObject({ usdPerExample: 0 });
});
