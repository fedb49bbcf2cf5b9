import { whole } from '../../format/whole.ts';
import type {
  Agreement,
  SkillEvent,
  SkillStage,
  SkillStatus,
  StudentKind,
  StudentSummary,
  TeacherTerms,
} from '../../../../src/contract/index.ts';

/** A share with one place, its sign kept beside it: `98.1 %`, `100 %`. */
export const exact = (share: number): string => `${(share * 100).toFixed(1).replace('100.0', '100')}\u{A0}%`;

/** Where a skill stands, in a word and in a sentence. */
export const STAGE: Record<SkillStage, { title: string; about: string }> = {
  collecting: {
    title: 'Collecting',
    about: 'Answers of stronger models are kept as examples, until there are enough to learn from.',
  },
  canary: {
    title: 'On trial',
    about: 'A new small model answers, and its answers are checked more often than usual.',
  },
  serving: { title: 'Answers here', about: 'A small model on this device answers what it is sure of.' },
  'rolled-back': {
    title: 'Taken back',
    about: 'A small model was taken out of service. Examples are still collected.',
  },
  paused: { title: 'Paused', about: 'Nothing is learned and nothing is answered by what was learned.' },
};

/** Kinds of small models ("students"), for people. */
export const KIND: Record<StudentKind, { title: string; about: string }> = {
  memo: { title: 'Memory', about: 'repeats a known answer when the same question comes again' },
  probe: { title: 'Sorter', about: 'picks one of a few known answers' },
  extract: { title: 'Finder', about: 'fills in answers with words of the question' },
  adapter: {
    title: 'Trained layer',
    about: 'a small addition to a local model, which then writes the answer',
  },
};

const STATE: Record<StudentSummary['state'], string> = {
  candidate: 'passed, not in use',
  shipped: 'in use',
  retired: 'was in use',
  refused: 'refused',
};

/** Whether a student is in use. A student that waits for its first test is a candidate without agreement. */
export const stateWords = ({ state, agreement }: StudentSummary): string =>
  state === 'candidate' && agreement === null ? 'not tested yet' : STATE[state];

export const EVENT: Record<SkillEvent['type'], string> = {
  found: 'New skill',
  trained: 'Trained',
  refused: 'Refused',
  shipped: 'Began to answer',
  promoted: 'Trial passed',
  'rolled-back': 'Taken back',
  drift: 'Change noticed',
  grown: 'Examples written',
  forgotten: 'Forgotten',
  exported: 'Exported',
  failed: 'Failed',
};

export const VERDICT: Record<TeacherTerms['verdict'], string> = {
  allowed: 'may teach',
  conditions: 'not used: has conditions',
  forbidden: 'may not teach',
  unknown: 'not used: not known',
};

/** Checks of served answers below which the test says more. */
const ENOUGH = 20;

/** What was counted on served answers; before enough of them were checked, what the test found. */
export function bestAgreement({ watched, serving }: Pick<SkillStatus, 'watched' | 'serving'>): {
  agreement: Agreement | null;
  from: 'answers' | 'test';
} {
  return watched !== null && (watched.n >= ENOUGH || (watched.n > 0 && !serving?.agreement))
    ? { agreement: watched, from: 'answers' }
    : { agreement: serving?.agreement ?? null, from: 'test' };
}

/** `at least 96.2 %, from 480 answers`; `not counted yet`. */
export const boundWords = (agreement: Agreement | null): string =>
  agreement === null || agreement.n === 0
    ? 'not counted yet'
    : `at least ${exact(agreement.lower)}, from ${whole(agreement.n)} ${agreement.n === 1 ? 'answer' : 'answers'}`;

/** Share of a skill's requests that were answered here; null: none came yet. */
export const hereShare = ({ total, local }: SkillStatus['requests']): number | null =>
  total === 0 ? null : local / total;

/** Words of the server with the names of small models that people see: `probe 2 serves` is `Sorter 2 serves`; no line begins with `%`. */
export const named = (text: string): string =>
  text
    .replaceAll(
      /\b(?:(memo|probe|adapter)\b|(extract)(?=:| \d))/g,
      (_, kind: StudentKind | undefined) => KIND[kind ?? 'extract'].title,
    )
    .replaceAll(/(?<=\d) %/g, '\u{A0}%');
