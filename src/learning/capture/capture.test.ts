import { expect, test } from 'vitest';
import type { Asker } from '../../router/skills.ts';
import { tempHome } from '../../store/testing/temp-home.ts';
import { openStore, sampleSkill } from '../testing/open-store.ts';
import { createCapture } from './capture.ts';
import { LONGEST, whyNotKept, type Answer } from './policy.ts';

const answer: Answer = {
  label: 'public',
  finishReason: 'stop',
  text: 'spam',
  input: 'You won!',
  other: false,
};

test.each<[string, Partial<Answer>, string | undefined]>([
  ['an ordinary one', {}, undefined],
  ['a personal one of a local teacher', { label: 'personal' }, undefined],
  ['secret', { label: 'secret' }, 'secret content is never kept'],
  ['cut off', { finishReason: 'length' }, 'the answer was cut off'],
  ['filtered', { finishReason: 'content_filter' }, 'the teacher refused'],
  ['a call of a tool', { finishReason: 'tool_calls' }, 'the answer is more than one text'],
  ['two choices', { other: true }, 'the answer is more than one text'],
  ['nothing', { text: ' \n' }, 'the answer is empty'],
  ['a refusal', { text: "I'm sorry, but I can't help with that." }, 'the teacher refused'],
  ['too long', { input: 'x'.repeat(LONGEST) }, 'too long'],
])('%s', (_, change, reason) => {
  expect(whyNotKept({ ...answer, ...change }, { ok: true })).toBe(reason);
  const forbidden = whyNotKept({ ...answer, ...change }, { ok: false, reason: 'terms' });
  expect(forbidden).toBe(change.label === 'secret' ? reason : 'terms');
});

test.each([
  ['fits', '{"folder":"a"}', undefined],
  ['fits, between fences', '```json\n{"folder":"a"}\n```', undefined],
  ['no JSON', 'the folder is a', 'the answer is not the JSON that was asked for'],
  ['another shape', '{"folder":7}', 'does not fit the schema'],
])('an answer for a schema: %s', (_, text, reason) => {
  const schema = { type: 'object', properties: { folder: { type: 'string' } }, required: ['folder'] };
  expect(whyNotKept({ ...answer, text, schema }, { ok: true })).toBe(reason);
});

test('what is kept is stored with its origin; what is not is counted with its reason', () => {
  const { store, table, consents } = openStore(tempHome());
  table.add(sampleSkill());
  consents.allow('mail');
  const capture = createCapture({
    store,
    table,
    clock: { now: () => 77 },
    mayTeach: (model) =>
      model.startsWith('acme/') ? { ok: false, reason: 'the terms of acme forbid training' } : { ok: true },
    consents: consents.has,
  });
  const asker: Asker = { app: 'mail', label: 'public', requestId: 'req_9' };
  const found = { skill: 'mail-1', input: 'You won!' };
  const outcome = { model: 'openai/large', text: 'spam', finishReason: 'stop', other: false } as const;
  const kept = capture(found, asker, outcome, 'handed-over');
  expect(store.examples('mail-1')).toEqual([kept]);
  expect(kept).toMatchObject({
    at: 77,
    input: 'You won!',
    output: 'spam',
    label: 'public',
    provenance: 'handed-over',
    teacher: 'openai/large',
    requestId: 'req_9',
  });
  for (let times = 0; times < 3; times++)
    expect(capture(found, asker, { ...outcome, model: 'acme/large' }, 'shadow')).toBeUndefined();
  capture(found, { ...asker, label: 'secret' }, outcome, 'shadow');
  expect(table.examples('mail-1')).toEqual({
    kept: 1,
    dropped: { 'the terms of acme forbid training': 3, 'secret content is never kept': 1 },
  });
  const gone = { ...found, skill: 'forgotten meanwhile' };
  expect(capture(gone, asker, outcome, 'handed-over')).toBeUndefined();
  expect(store.examples(gone.skill)).toEqual([]);
  consents.deny('mail');
  expect(capture(found, asker, outcome, 'handed-over')).toBeUndefined();
  expect(capture(found, { ...asker, app: 'other' }, outcome, 'handed-over')).toBeUndefined();
  expect(store.examples('mail-1')).toHaveLength(1);
});
