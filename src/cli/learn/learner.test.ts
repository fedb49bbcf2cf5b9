import { expect, test } from 'vitest';
import { serveFake, TOKEN } from '../../http/testing/serve.ts';
import { FAKE_TERMS, createFakeLearning, fakeSkill } from '../../learning/testing/fake-learning.ts';
import { createApi } from '../api.ts';
import { learnAtServer, learnHere, type Learner } from './learner.ts';

/** Everything that commands do, and what it came to. */
async function playAll(learner: Learner): Promise<unknown[]> {
  const progress: string[] = [];
  return [
    await learner.consent('mail triage & co', true),
    await learner.overview(),
    await learner.skill('mail'),
    await learner.train('mail', 'memo', (words) => void progress.push(words)),
    await learner.train('mail', undefined, () => undefined),
    progress,
    await learner.ship('mail', 2),
    await learner.ship('mail', undefined),
    await learner.rollback('mail'),
    await learner.retarget(
      'mail',
      { base: 'other', from: '/tmp/pack' },
      (words) => void progress.push(words),
    ),
    await learner.retarget('mail', {}, () => undefined),
    await learner.grow('mail', 20, 0.5, (words) => void progress.push(words)),
    await learner.export('mail', '/tmp/out'),
    await learner.forget({ app: 'mail-triage' }),
    await learner.terms(),
    await learner.consent('mail triage & co', false),
  ];
}

test('the server and a runtime of our own do the same', async () => {
  const { server, runtime } = await serveFake();
  const there = await playAll(learnAtServer(createApi({ url: server.url, token: TOKEN })));
  await server.close();
  const fake = createFakeLearning();
  const here = await playAll(
    learnHere({ learning: fake, close: () => Promise.resolve() }, new AbortController().signal),
  );
  expect(there).toEqual(here);
  expect(runtime.learning.calls).toEqual(fake.calls);
  expect(here[2]).toEqual(fakeSkill());
  expect(here[5]).toEqual([
    'training probe: 1 of 2',
    'training probe: 2 of 2',
    'adapter: step 1 of 1',
    '1 of 20 written',
  ]);
  expect(here[14]).toEqual(FAKE_TERMS);
});

test('errors come through with their code and hint, also from the middle of long work', async () => {
  const { server } = await serveFake();
  const there = learnAtServer(createApi({ url: server.url, token: TOKEN }));
  await expect(there.skill('../x?')).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('learn status'),
  });
  await expect(there.train('mail', 'adapter', () => undefined)).rejects.toMatchObject({
    code: 'load_failed',
    message: 'There is no base for an adapter.',
  });
  await expect(there.train('none', undefined, () => undefined)).rejects.toMatchObject({ code: 'not_found' });
  await server.close();
  await expect(there.train('mail', undefined, () => undefined)).rejects.toMatchObject({
    code: 'not_running',
  });
});
