import { NearmostError } from '../../contract/index.ts';
import type { Example } from '../example.ts';
import type { Student, StudentAnswer, StudentFiles, StudentTrainer } from '../student.ts';
import { answerKey } from './answer-key.ts';
import { exactKey, mayBeTypo, nearWords, oneSlipApart, slips } from './memo/wording.ts';

const FILE = 'memo.json';
const VERSION = 1;
/** Confidence of a near repeat, as a part of an exact one's. */
const NEAR = 0.8;

/** Which answer a wording had, and how often; an answer of -1: different ones. */
type Seen = readonly [answer: number, times: number];

interface Memo {
  readonly version: typeof VERSION;
  readonly answers: readonly string[];
  readonly exact: readonly (readonly [string, ...Seen])[];
  readonly near: readonly (readonly [string, ...Seen])[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function count(seen: Map<string, Seen>, key: string, answer: number): void {
  const [before, times] = seen.get(key) ?? [answer, 0];
  seen.set(key, [before === answer ? answer : -1, times + 1]);
}

function memoOf(examples: readonly Example[]): Memo {
  const numberOf = new Map<string, number>();
  const answers: string[] = [];
  const exact = new Map<string, Seen>();
  const near = new Map<string, Seen>();
  for (const { input, output } of examples) {
    const key = answerKey(output);
    const number = numberOf.get(key) ?? numberOf.size;
    numberOf.set(key, number);
    answers[number] = output;
    count(exact, exactKey(input), number);
    count(near, nearWords(input).join(' '), number);
  }
  const rows = (seen: Map<string, Seen>): [string, ...Seen][] =>
    [...seen].map(([key, [answer, times]]) => [key, answer, times]);
  return { version: VERSION, answers, exact: rows(exact), near: rows(near) };
}

/** Reads unknown long words as the one known word that is a slip away. */
function createSpelling(texts: Iterable<string>): (words: readonly string[]) => string[] | undefined {
  const known = new Set<string>();
  for (const text of texts) for (const word of text.split(' ')) known.add(word);
  let forms: Map<string, string[]> | undefined;
  const formsOf = (): Map<string, string[]> => {
    const made = new Map<string, string[]>();
    for (const word of known) {
      if (!mayBeTypo(word)) continue;
      for (const form of slips(word)) made.set(form, [...(made.get(form) ?? []), word]);
    }
    return made;
  };
  return (words) => {
    const strange = words.filter((word) => !known.has(word));
    const [slip] = strange;
    if (slip === undefined || strange.length > 1 || !mayBeTypo(slip)) return undefined;
    forms ??= formsOf();
    const meant = new Set(
      slips(slip).flatMap((form) => (forms?.get(form) ?? []).filter((word) => oneSlipApart(word, slip))),
    );
    const [only] = meant;
    return only === undefined || meant.size > 1
      ? undefined
      : words.map((word) => (word === slip ? only : word));
  };
}

function studentOf(memo: Memo): Student {
  const index = (rows: Memo['exact']): Map<string, Seen> =>
    new Map(rows.map(([key, answer, times]) => [key, [answer, times]]));
  const exact = index(memo.exact);
  const near = index(memo.near);
  const spelling = createSpelling(near.keys());
  const say = (seen: Seen | undefined, part: number): StudentAnswer | undefined => {
    const text = seen && memo.answers[seen[0]];
    return text === undefined ? undefined : { text, confidence: part * (1 - 0.5 / (seen![1] + 1)) };
  };
  return {
    kind: 'memo',
    base: null,
    answer(input) {
      const key = exactKey(input);
      if (key === '') return undefined;
      const repeat = exact.get(key);
      if (repeat) return say(repeat, 1);
      const words = nearWords(input);
      if (words.length === 0) return undefined;
      const alike = near.get(words.join(' '));
      if (alike) return say(alike, NEAR);
      const meant = spelling(words);
      return meant && say(near.get(meant.join(' ')), NEAR);
    },
    save: () => new Map([[FILE, new TextEncoder().encode(JSON.stringify(memo))]]),
  };
}

function isMemo(value: unknown): value is Memo {
  if (!isObject(value) || value['version'] !== VERSION) return false;
  const { answers, exact, near } = value;
  if (!Array.isArray(answers) || !answers.every((answer) => typeof answer === 'string')) return false;
  const isRow = (row: unknown): boolean =>
    Array.isArray(row) &&
    typeof row[0] === 'string' &&
    Number.isInteger(row[1]) &&
    Number.isInteger(row[2]) &&
    row[1] < answers.length;
  return [exact, near].every((rows) => Array.isArray(rows) && rows.every(isRow));
}

function load(files: StudentFiles): Student {
  let memo: unknown;
  try {
    memo = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(files.get(FILE) ?? new Uint8Array()));
  } catch {
    memo = undefined;
  }
  if (!isMemo(memo))
    throw new NearmostError(
      'invalid_model_file',
      `The student's file ${FILE} is missing, damaged or of another version.`,
      {
        hint: 'Train it again: nearmost learn train <skill>',
        param: FILE,
      },
    );
  return studentOf(memo);
}

/**
 * Answers what was asked before: in the same wording but for case, spaces and marks at the end, or with the same words but
 * for fillers ("please", "the") and one slip of the pen in a long unknown word. Answers that contradict each other are no
 * answer. Its confidence grows with the repeats that agree.
 */
export function createMemoTrainer(): StudentTrainer {
  return {
    kind: 'memo',
    unsuited: ({ repeats }) => (repeats > 0 ? undefined : 'no request has come twice'),
    train: async (examples) => studentOf(memoOf(examples)),
    load,
  };
}
