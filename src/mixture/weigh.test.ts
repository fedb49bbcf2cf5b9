import { expect, test } from 'vitest';
import type { LoadedModel, ModelRecord } from '../contract/index.ts';
import { NearmostError } from '../contract/index.ts';
import { fakeRecord } from '../memory/testing/fake-engine.ts';
import type { Pool } from '../memory/pool.ts';
import { conclude } from './conclude.ts';
import type { Proposal } from './proposal.ts';
import { json } from './testing/said.ts';
import { weigh } from './weigh.ts';

const { signal } = new AbortController();
const request = { model: 'moa', messages: [{ role: 'user' as const, content: 'play Norah Jones' }] };
const journey = { app: 'a', requestId: 'r' };

/** A proposal of a model; `kind`: it is a variant of another kind. */
function by(id: string, value: unknown, logprob: number, kind = false): Proposal {
  const record: ModelRecord = { ...fakeRecord(id), ...(kind ? { variantOf: 'house' } : {}) };
  return { ...json(value), member: { name: `local/${id}`, record, base: record }, logprob };
}

/** Models that weigh answers as said, by the JSON of the answer; an error is thrown. */
function models(said: Record<string, Record<string, number> | NearmostError | undefined>) {
  let leases = 0;
  const heard: string[] = [];
  const lease: Pool['lease'] = async ({ id }) => {
    leases += 1;
    const own = said[id];
    const weighing: Partial<LoadedModel> = {
      async weigh(_, answers) {
        if (NearmostError.isInstance(own)) throw own;
        heard.push(...answers.map((answer) => `${id} ${answer}`));
        return { logprobs: answers.map((answer) => own?.[answer] ?? -9), inputTokens: 5 };
      },
    };
    const scoring: Partial<LoadedModel> = {
      encodeAll: async (items) =>
        items.map(({ answer }) => ({ tokens: Array.from(answer, () => 1), from: 1 })),
      score: async (texts) => texts.map(() => ({ logprob: -0.1, tokens: 1 })),
    };
    const model = id === 'house' ? scoring : own === undefined ? {} : weighing;
    return { model: model as LoadedModel, release: () => (leases -= 1) };
  };
  return { pool: { lease } as Pool, heard, open: () => leases };
}

const ask = (pool: Pool, proposals: Proposal[], settled?: Proposal[]) =>
  weigh({ pool }, journey, { proposals, settled }, request, signal);

test('each weighs what the others said, with tokens or without, and the likeliest to all is the best', async () => {
  const [a, b, c] = [by('x', 1, -0.5, true), by('y', 2, -0.4, true), by('house', 1, -2)];
  const here = models({ x: { '2': -6 }, y: { '1': -0.6 } });
  const found = await ask(here.pool, [a, b, c]);
  // 1: -0.5 - 0.6 - 2, 2: -6 - 0.4 - 0.1
  expect(found).toEqual({ best: a, judges: 3, usage: { inputTokens: 5 + 5 + 1, outputTokens: 0 } });
  expect(here.heard).toEqual(['x 2', 'y 1']);
  expect(here.open()).toBe(0);
});

test('nothing to weigh: all say the same, it is settled, one kind alone, an answer that is none', async () => {
  const here = models({});
  const [a, b] = [by('x', 1, -0.5, true), by('house', 2, -2)];
  expect(await ask(here.pool, [a, by('house', 1, -2)])).toBeUndefined();
  expect(await ask(here.pool, [a, b], [a])).toBeUndefined();
  expect(await ask(here.pool, [by('other', 1, -1), b])).toBeUndefined();
  expect(await ask(here.pool, [a, { ...b, value: undefined }])).toBeUndefined();
  expect(await ask(here.pool, [a, { ...b, finish: 'length' }])).toBeUndefined();
  expect(await ask(here.pool, [])).toBeUndefined();
});

test('who cannot tell or fails does not count; fewer than two leave it to a vote', async () => {
  const [a, b, c] = [by('x', 1, -0.5, true), by('y', 2, -0.4, true), by('house', 3, -0.1)];
  const failing = models({ x: new NearmostError('engine_crashed', 'gone'), y: { '1': -3, '3': -1 } });
  expect(await ask(failing.pool, [a, b, c])).toMatchObject({ best: b, judges: 2 });
  const mute = models({ x: undefined, y: undefined });
  expect(await ask(mute.pool, [a, b, c])).toBeUndefined();
  const left = models({ x: new NearmostError('cancelled', 'left'), y: {} });
  await expect(ask(left.pool, [a, b, c])).rejects.toMatchObject({ code: 'cancelled' });
  expect([failing.open(), mute.open(), left.open()]).toEqual([0, 0, 0]);
});

test('the likeliest is served as it is, and the words say how many weighed', () => {
  const [a, b] = [by('x', { intent: 'A' }, -0.5, true), by('house', { intent: 'B' }, -2)];
  const heard = { proposals: [a, b], settled: undefined, spared: 0, failure: undefined };
  const found = conclude(heard, request, '', { best: b, judges: 2 });
  expect(found?.verdict).toMatchObject({ text: b.text, supporters: [b] });
  expect(found?.words).toBe("two proposals, the likeliest to two that weighed each other's");
  expect(found?.drafts).toEqual([]);
});
