import { NearmostError } from '../../contract/index.ts';
import type {
  ForgetScope,
  Learning,
  LearningApp,
  SkillDetail,
  StudentSummary,
  TeacherTerms,
} from '../../contract/index.ts';

export const fakeStudent = (change: Partial<StudentSummary> = {}): StudentSummary => ({
  version: 1,
  kind: 'probe',
  state: 'shipped',
  trainedAt: 1_763_600_000_000,
  trainedOn: 412,
  bytes: 41_300,
  digest: 'ab'.repeat(32),
  threshold: 0.8,
  coverage: 0.83,
  agreement: { share: 0.981, lower: 0.962, n: 480 },
  base: null,
  verdict: 'passed: 83 % of the held-out requests at 98.1 %, at least 96.2 %',
  ...change,
});

export const fakeSkill = (change: Partial<SkillDetail> = {}): SkillDetail => ({
  id: 'mail-triage-3f9a2c01',
  app: 'mail-triage',
  name: 'Say which folder a mail belongs to',
  answers: 'labels',
  stage: 'serving',
  floor: 0.95,
  requests: { total: 2312, local: 1711, lastAt: 1_763_712_000_000 },
  examples: { kept: 812, dropped: { 'the terms of acme forbid training': 412, 'exact duplicate': 31 } },
  serving: fakeStudent(),
  watched: { share: 0.985, lower: 0.957, n: 131 },
  why: 'Version 1 (probe) answers 83 % of the requests; the next one is trained at 1,015 examples.',
  checks: { share: 0.02, canaryShare: 0.1, canaryLeft: 0 },
  students: [
    fakeStudent({ version: 1 }),
    fakeStudent({
      version: 2,
      kind: 'memo',
      state: 'refused',
      bytes: 9120,
      coverage: 0.12,
      agreement: null,
      threshold: null,
      verdict: 'refused: too few requests come back',
    }),
  ],
  events: [
    { at: 1_763_500_000_000, type: 'found', words: 'Found in the requests of its app.' },
    { at: 1_763_600_000_000, type: 'shipped', words: 'Version 1 (probe) is shipped as a canary.' },
  ],
  curve: [
    { requests: 500, share: 0.2, agreement: null },
    { requests: 500, share: 0.71, agreement: 1 },
    { requests: 500, share: 0.93, agreement: 0.98 },
  ],
  ...change,
});

/** Learning in memory, with one skill; what it was told stands in `calls`. */
export interface FakeLearning extends Learning {
  readonly calls: [name: string, ...values: unknown[]][];
}

export const FAKE_TERMS: TeacherTerms[] = [
  {
    provider: 'acme',
    verdict: 'forbidden',
    words: 'answers must not be used to develop models',
    source: 'https://acme.example/terms',
    read: '2026-11-20',
  },
  { provider: 'box', verdict: 'allowed', words: "the owner's own agreement", source: null, read: null },
];

/** Makes the fake. */
export function createFakeLearning(skill: SkillDetail = fakeSkill()): FakeLearning {
  const calls: FakeLearning['calls'] = [];
  const apps = new Map<string, LearningApp>();
  const find = (id: string): SkillDetail => {
    if (id === '' || !skill.id.startsWith(id))
      throw new NearmostError('not_found', `There is no skill "${id}".`, {
        param: 'skill',
        hint: 'See the skills: nearmost learn status',
      });
    return skill;
  };
  const called = (name: string, ...values: unknown[]): void => void calls.push([name, ...values]);
  return {
    calls,
    allow: (app) => void apps.set(app, { app, since: 5, examples: 812 }),
    deny: (app) => void apps.delete(app),
    apps: () => [...apps.values()],
    skills: ({ app } = {}) => (app === undefined || app === skill.app ? [skill] : []),
    skill: find,
    async train(id, { kind, signal, onProgress } = {}) {
      called('train', find(id).id, kind);
      onProgress?.('training probe: 1 of 2');
      onProgress?.('training probe: 2 of 2');
      if (kind === 'adapter') throw new NearmostError('load_failed', 'There is no base for an adapter.');
      signal?.throwIfAborted();
      return [fakeStudent({ version: 3, kind: kind ?? 'probe', state: 'candidate' })];
    },
    async ship(id, version) {
      called('ship', find(id).id, version);
      return skill;
    },
    async rollback(id) {
      called('rollback', find(id).id);
      return { ...skill, stage: 'rolled-back', serving: null };
    },
    async export(id, folder) {
      called('export', find(id).id, folder);
      return [`${folder}/examples.jsonl`, `${folder}/record.json`];
    },
    async forget(scope: ForgetScope, { preview = false } = {}) {
      if (!preview) called('forget', scope);
      if ('skill' in scope) find(scope.skill);
      return { examples: 812, students: 2 };
    },
    growth(id) {
      find(id);
      return { teacher: 'acme/large', times: 2, samples: 812 };
    },
    async grow(id, { count, budgetUsd, onProgress, signal }) {
      called('grow', find(id).id, count, budgetUsd);
      onProgress?.(`1 of ${count} written`, 1 / count);
      signal?.throwIfAborted();
      return {
        ended: null,
        kept: count - 3,
        costUsd: 0.0123,
        dropped: { 'exact duplicate': 2, 'no answer': 1 },
      };
    },
    async retarget(id, { base = 'house', from, signal, onProgress } = {}) {
      called('retarget', find(id).id, base, from);
      onProgress?.('adapter: step 1 of 1');
      signal?.throwIfAborted();
      if (base === 'none')
        throw new NearmostError('unknown_model', 'There is no model "none" on this device.');
      const student = fakeStudent({ version: 3, kind: 'adapter', base: 'cd'.repeat(32) });
      const imported = from === undefined ? 0 : 412;
      return { skill: skill.id, base, imported, student, serving: student };
    },
    bases(id) {
      find(id);
      return [{ id: 'house', name: 'House', bytes: 4_400_000, usual: true, serves: false }];
    },
    terms: () => FAKE_TERMS,
  };
}
