import { expect, test } from 'vitest';
import { NearmostError, type ChatRequest, type ChatResult, type Served } from '../contract/index.ts';
import { tempHome } from '../store/testing/temp-home.ts';
import { growSkill, growthOf, type GrowDeps } from './grow-skill.ts';
import { openStore, sampleExample, sampleSkill } from './testing/open-store.ts';

const said = (text: string): Served<ChatResult> =>
  ({
    choices: [{ text, finishReason: 'stop' }],
    usage: { inputTokens: 1, outputTokens: 1 },
    warnings: [],
    route: { model: 'openai/large', costUsd: 0.01 },
  }) as unknown as Served<ChatResult>;

/** A skill with thirty examples, and a teacher that writes mails without end. */
function open(answer: (asked: number) => string = () => 'spam') {
  const { store, table, consents } = openStore(tempHome());
  consents.allow('mail');
  table.add(sampleSkill());
  for (let n = 0; n < 30; n++)
    store.add(sampleExample({ input: `mail ${n}`, output: n % 2 ? 'spam' : 'ham', at: n + 1 }));
  let [asked, written] = [0, 0];
  const deps: GrowDeps = {
    store,
    chat: async (request: ChatRequest) => {
      const last = request.messages.at(-1)?.content as string;
      if (!last.startsWith('An app sends')) return said(answer((asked += 1)));
      return said(JSON.stringify(Array.from({ length: 5 }, () => `grown mail ${(written += 1)}`)));
    },
    mayTeach: () => ({ ok: true }),
    consents: consents.has,
    has: table.has,
    now: () => 5,
  };
  const kept = (): number =>
    store.examples('mail-1').filter(({ provenance }) => provenance === 'grown').length;
  return { deps, kept, row: table.get('mail-1'), store, table, consents };
}

test('how far it is is told with what was spent, and what was written is kept', async () => {
  const { deps, row, kept, store } = open();
  const told: [string, number | undefined][] = [];
  const grown = await growSkill(deps, row, {
    count: 4,
    budgetUsd: 1,
    onProgress: (words, share) => told.push([words, share]),
  });
  expect(grown).toEqual({ kept: 4, costUsd: expect.closeTo(0.09), dropped: {}, ended: null });
  expect(kept()).toBe(4);
  expect(told[0]).toEqual(['0 of 4 written by openai/large, $0 of $1.00 spent', 0]);
  expect(told.at(-1)).toEqual(['4 of 4 written by openai/large, $0.090 of $1.00 spent', 1]);
  expect(store.events('mail-1').at(-1)).toMatchObject({ type: 'grown' });
});

test('who stops it keeps what was paid for; before anything was written a stop is an error', async () => {
  const stop = new AbortController();
  const { deps, row, kept } = open((asked) => {
    if (asked === 6) stop.abort(new NearmostError('cancelled', 'Stopped.'));
    return 'spam';
  });
  const wanted = { count: 100, budgetUsd: 5, signal: stop.signal };
  expect(await growSkill(deps, row, wanted)).toMatchObject({ kept: 3, ended: 'it was stopped' });
  expect(kept()).toBe(3);
  await expect(growSkill(deps, row, wanted)).rejects.toMatchObject({ code: 'cancelled' });
  expect(kept()).toBe(3);
});

test('a teacher that fails half-way ends it with what there is', async () => {
  const { deps, row, kept } = open((asked) => {
    if (asked > 8) throw new NearmostError('upstream_quota', 'The account is empty.');
    return 'spam';
  });
  expect(await growSkill(deps, row, { count: 100, budgetUsd: 5 })).toMatchObject({
    kept: 4,
    ended: 'the teacher failed: The account is empty.',
  });
  expect(kept()).toBe(4);
});

test('what is forgotten meanwhile does not come back', async () => {
  const set = open();
  const gone = { ...set.deps, has: () => false };
  await expect(growSkill(gone, set.row, { count: 2, budgetUsd: 1 })).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('forgotten meanwhile'),
  });
  expect(set.kept()).toBe(0);
});

test('before it begins: consent, terms and labels are looked at, and nobody is asked', () => {
  const { deps, row, consents } = open();
  expect(growthOf(deps, row)).toMatchObject({ teacher: 'openai/large', times: 2, samples: 30 });
  const told = (more: Partial<GrowDeps>, app = row): string => {
    try {
      growthOf({ ...deps, ...more }, app);
    } catch (error) {
      return NearmostError.from(error).code;
    }
    return 'allowed';
  };
  expect(told({ mayTeach: () => ({ ok: false, reason: 'its terms forbid it' }) })).toBe('teacher_refused');
  expect(told({ store: { ...deps.store, examples: () => [] } })).toBe('invalid_request');
  expect(told({ store: { ...deps.store, examples: () => [sampleExample({ label: 'personal' })] } })).toBe(
    'egress_refused',
  );
  const home = sampleExample({ label: 'personal', teacher: 'local/big' });
  expect(told({ store: { ...deps.store, examples: () => [home] } })).toBe('allowed');
  consents.deny('mail');
  expect(() => growthOf(deps, row)).toThrow(
    expect.objectContaining({ hint: 'Allow it first: nearmost learn on --app mail' }),
  );
});
