import { afterAll, expect, test } from 'vitest';
import { createProbeTrainer } from '../students/probe.ts';
import { exampleOf } from '../testing/example-of.ts';
import { createAside } from './train-aside.ts';

const examples = Array.from({ length: 60 }, (_, i) =>
  exampleOf(`${i % 2 ? 'please cancel order' : 'where is parcel'} number ${i}`, i % 2 ? 'cancel' : 'track', {
    id: i + 1,
    at: i,
  }),
);
const thread = createAside();
afterAll(() => thread.close());
const context = { skill: 's', seed: 1 };

test('a student trained in a thread of its own is the one trained here', async () => {
  const said: string[] = [];
  const here = createProbeTrainer();
  const aside = thread.wrap(here);
  const student = await aside.train(examples, { ...context, onProgress: (words) => said.push(words) });
  expect(student.save()).toEqual((await here.train(examples, context)).save());
  expect(await student.answer('where is my parcel')).toMatchObject({ text: 'track' });
  expect(said.length).toBeGreaterThan(0);
  const again = await aside.train(examples, { ...context, previous: student });
  expect(await again.answer('cancel it please')).toMatchObject({ text: 'cancel' });
});

test('its errors come back as they were, and a stop ends it', async () => {
  const aside = thread.wrap(createProbeTrainer());
  await expect(aside.train([], context)).rejects.toMatchObject({
    code: 'invalid_request',
    message: 'There are no examples to learn from.',
  });
  await expect(aside.train(examples, { ...context, signal: AbortSignal.abort() })).rejects.toThrow();
  const stop = new AbortController();
  const running = aside.train(examples, {
    ...context,
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  // a new thread takes the place of the one that was stopped
  expect((await aside.train(examples, context)).kind).toBe('probe');
  const none = thread.wrap({ ...createProbeTrainer(), kind: 'adapter' });
  await expect(none.train(examples, context)).rejects.toMatchObject({ code: 'unsupported' });
});
