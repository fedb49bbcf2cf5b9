import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LABELS, type Job, type Place } from '../contract/index.ts';
import { fakeRecord } from '../memory/testing/fake-engine.ts';
import { decide, type DecisionInput, type LocalOption } from './decide.ts';
import type { Features } from './features.ts';

function local(
  id: string,
  jobs: Job[] = ['chat'],
  more: Partial<LocalOption> = {},
  parameters = 1,
): LocalOption {
  const record = fakeRecord(id);
  return {
    record: { ...record, info: { ...record.info, parameters }, card: { ...record.card, jobs } },
    contextSize: 512,
    ...more,
  };
}
const plain: Features = { task: 'chat', characters: 20, media: [], tools: false, command: true };
const base: DecisionInput = {
  asked: { kind: 'auto' },
  features: plain,
  label: 'public',
  preferred: '',
  offline: false,
  locals: [local('big', ['chat'], {}, 9), local('house', ['command']), local('small')],
  clouds: [{ provider: 'openai', model: 'openai/big', hasKey: true }],
};
const order = (input: Partial<DecisionInput>): string[] =>
  decide({ ...base, ...input }).candidates.map(({ model }) => model);
const why = (input: Partial<DecisionInput>, model: string): string | undefined =>
  decide({ ...base, ...input }).rejected.find((entry) => entry.model === model)?.reason;

test('a named skill is asked by its name only', () => {
  const skill = local('house+title', ['skill']);
  const locals = [...base.locals, { ...skill, record: { ...skill.record, adapter: { base: 'house' } } }];
  expect(order({ locals })).toEqual(order({}));
  expect(decide({ ...base, locals }).rejected).toEqual(decide(base).rejected);
  expect(order({ locals, asked: { kind: 'local', id: 'house+title' } })).toEqual(['local/house+title']);
});

test('a mixture asks all of this device that can, with the variants of specialists, and nobody else', () => {
  const of = (name: string, jobs: Job[]): LocalOption => {
    const option = local(`house+${name}`, jobs);
    return { ...option, record: { ...option.record, adapter: { base: 'house' } } };
  };
  const tags = local('house+tags', ['command']);
  const tagger = { ...tags, record: { ...tags.record, variantOf: 'house' } };
  const locals = [...base.locals, of('reversed', ['command']), of('title', ['skill']), tagger];
  const asked = { kind: 'moa' } as const;
  expect(order({ locals, asked })).toEqual([
    'local/house',
    'local/house+reversed',
    'local/house+tags',
    'local/big',
    'local/small',
  ]);
  expect(order({ locals, asked: { kind: 'local', id: 'house+tags' } })).toEqual(['local/house+tags']);
  expect(why({ asked }, 'openai/big')).toBe('the request names models of this device');
  expect(order({ asked, features: { ...plain, task: 'complete' } })).toEqual([]);
  expect(order({ locals })).toEqual(order({}));
});

test('specialist, then the largest that fits, then the cloud', () => {
  expect(order({})).toEqual(['local/house', 'local/big', 'openai/big']);
  expect(why({}, 'local/small')).toBe('local/big is preferred');
});

test('what is beyond the memory budget is left to a smaller model, unless it is named', () => {
  const [big, ...rest] = base.locals;
  const locals = [{ ...(big as LocalOption), beyondBudget: () => 'it needs 9 GB' }, ...rest];
  expect(order({ locals })).toEqual(['local/house', 'local/small', 'openai/big']);
  expect(why({ locals }, 'local/big')).toBe('it needs 9 GB');
  expect(order({ locals, asked: { kind: 'local', id: 'big' } })).toEqual(['local/big']);
});

test('others that could do it stand in for one that is being loaded', () => {
  const standIns = (input: Partial<DecisionInput>): string[] =>
    decide({ ...base, ...input }).standIns.map(({ model }) => model);
  expect(standIns({})).toEqual(['local/small']);
  expect(standIns({ pin: 'cloud' })).toEqual([]);
  expect(standIns({ asked: { kind: 'local', id: 'big' } })).toEqual([]);
});

test.each<[string, Partial<DecisionInput>, string[]]>([
  ['the owner prefers another', { preferred: 'small' }, ['local/house', 'local/small', 'openai/big']],
  ['no command', { features: { ...plain, command: false } }, ['local/big', 'openai/big']],
  ['personal', { label: 'personal' }, ['local/house', 'local/big']],
  ['secret', { label: 'secret' }, ['local/house', 'local/big']],
  ['offline', { offline: true }, ['local/house', 'local/big']],
  [
    'no key',
    { clouds: [{ provider: 'openai', model: 'openai/big', hasKey: false }] },
    ['local/house', 'local/big'],
  ],
  [
    'resting',
    { clouds: [{ provider: 'openai', model: 'openai/big', hasKey: true, resting: 'resting' }] },
    ['local/house', 'local/big'],
  ],
  [
    'over budget',
    { clouds: [{ provider: 'openai', model: 'openai/big', hasKey: true, overBudget: 'the cap is reached' }] },
    ['local/house', 'local/big'],
  ],
  ['sealed', { sealed: 'no ledger' }, ['local/house', 'local/big']],
  ['pin here', { pin: 'local' }, ['local/house', 'local/big']],
  ['pin to the cloud', { pin: 'cloud' }, ['openai/big']],
  ['pin to the cloud, personal', { pin: 'cloud', label: 'personal' }, []],
  ['named here', { asked: { kind: 'local', id: 'small' } }, ['local/small']],
  ['named here, pinned to the cloud', { asked: { kind: 'local', id: 'small' }, pin: 'cloud' }, []],
  [
    'the house by name takes anything',
    { asked: { kind: 'local', id: 'house' }, features: { ...plain, command: false } },
    ['local/house'],
  ],
  ['named there', { asked: { kind: 'cloud', provider: 'openai', model: 'big' } }, ['openai/big']],
  [
    'named there, personal',
    { asked: { kind: 'cloud', provider: 'openai', model: 'big' }, label: 'personal' },
    [],
  ],
  [
    'too big for this device',
    { locals: [local('big', ['chat'], { misfit: 'needs 40 GB' }), local('small')] },
    ['local/small', 'openai/big'],
  ],
  ['an image', { features: { ...plain, command: false, media: ['image'] } }, ['openai/big']],
  ['too long', { features: { ...plain, command: false, characters: 1e6 } }, ['openai/big']],
  [
    'embeddings',
    { features: { ...plain, task: 'embed' }, locals: [local('big'), local('bert', ['embed'])] },
    ['local/bert', 'openai/big'],
  ],
])('%s', (_name, input, candidates) => {
  expect(order(input)).toEqual(candidates);
});

test('a rest does not hold against an owner who names the provider', () => {
  expect(
    order({
      asked: { kind: 'cloud', provider: 'openai', model: 'big' },
      clouds: [{ provider: 'openai', model: 'openai/big', hasKey: true, resting: 'x' }],
    }),
  ).toEqual(['openai/big']);
});

test('a provider that is silent is asked after all others, and is still there where nobody else is', () => {
  const silent = { provider: 'one', model: 'one/m', hasKey: true, silence: 'silent for 4 s' };
  const other = { provider: 'two', model: 'two/m', hasKey: true };
  expect(order({ locals: [], clouds: [silent, other] })).toEqual(['two/m', 'one/m']);
  expect(order({ locals: [], clouds: [silent] })).toEqual(['one/m']);
});

test('property: whatever the input, labels and pins are never crossed and everything is explained', () => {
  const input = fc.record({
    label: fc.constantFrom(...LABELS),
    pin: fc.constantFrom<Place | undefined>('local', 'cloud', undefined),
    asked: fc.constantFrom<DecisionInput['asked']>(
      { kind: 'auto' },
      { kind: 'local', id: 'small' },
      { kind: 'cloud', provider: 'openai', model: 'big' },
    ),
    offline: fc.boolean(),
    hasKey: fc.boolean(),
    command: fc.boolean(),
    over: fc.boolean(),
  });
  fc.assert(
    fc.property(input, ({ label, pin, asked, offline, hasKey, command, over }) => {
      const { candidates, rejected } = decide({
        ...base,
        label,
        asked,
        offline,
        features: { ...plain, command },
        clouds: [{ provider: 'openai', model: 'openai/big', hasKey }],
        ...(pin ? { pin } : {}),
        ...(over ? { sealed: 'spent' } : {}),
      });
      const places = candidates.map(({ place }) => place);
      expect(candidates.length + rejected.length).toBe(4);
      expect(rejected.every(({ reason }) => reason.length > 0)).toBe(true);
      if (label !== 'public' || offline || over || !hasKey) expect(places).not.toContain('cloud');
      if (pin) expect(places.every((place) => place === pin)).toBe(true);
      if (asked.kind !== 'auto') expect(places.every((place) => place === asked.kind)).toBe(true);
    }),
  );
});
