import type { JsonSchema } from '../../contract/index.ts';
import { validateJson } from '../../kit/json-schema/validate.ts';
import type { Example } from '../example.ts';
import { answerKey } from '../students/answer-key.ts';
import { readAnswer } from '../students/extract/json-style.ts';
import { contradictions } from './contradictions.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { REASONS, type Reason } from './reasons.ts';
import { isRefusal } from './refusal.ts';

/** What examples must be to be used. */
export interface FilterRules {
  /** Schema of the skill's response format; absent: any answer. */
  readonly schema?: JsonSchema;
  /** Characters. Default: 16,000. */
  readonly maxInput?: number;
  /** Characters. Default: 20,000. */
  readonly maxOutput?: number;
  /**
   * Two inputs with the same answer and at least this much in common (shared runs of four characters, 0 to 1) are near
   * duplicates: the older one is dropped. Default: 0.9; above 1: none is. On 6,000 requests of CLINC150 0.9 drops
   * 0.4 % (only fillers and apostrophes differ), 0.85 1.2 %, 0.8 3 % (by then one word that matters may differ).
   */
  readonly nearDuplicate?: number;
  /** Other answers of the teacher to the same input; undefined: it was asked once. */
  readonly askedAgain?: (example: Example) => readonly string[] | undefined;
  /** Lowest share of the other answers that must say the same. Default: 0.5. */
  readonly minAgreement?: number;
  /** Verdict of a judge; undefined: not judged. */
  readonly judge?: (example: Example) => boolean | undefined;
}

export interface Filtered {
  /** In the order they came. */
  readonly kept: readonly Example[];
  readonly dropped: readonly { readonly example: Example; readonly reason: Reason }[];
}

/** JSON is demanded where this share of the answers, and at least this many, are JSON. */
const JSON_SHARE = 0.9;
const JSON_COUNT = 5;

const jsonOf = (output: string): object | undefined => {
  const value = readAnswer(output)?.value;
  return typeof value === 'object' && value !== null ? value : undefined;
};

function demandsJson(examples: readonly Example[], { schema }: FilterRules): boolean {
  if (schema) return true;
  const json = examples.filter(({ output }) => jsonOf(output) !== undefined).length;
  return json >= JSON_COUNT && json >= JSON_SHARE * examples.length;
}

/** What is wrong with one example, whatever the others are. */
function ownReason(example: Example, json: boolean, rules: FilterRules): Reason | undefined {
  const { input, output } = example;
  if (input.trim() === '' || output.trim() === '') return REASONS.empty;
  if (input.length > (rules.maxInput ?? 16_000) || output.length > (rules.maxOutput ?? 20_000))
    return REASONS.tooLong;
  if (isRefusal(output)) return REASONS.refusal;
  const read = json || rules.schema ? readAnswer(output) : undefined;
  if (rules.schema) {
    if (!read) return REASONS.notJson;
    if (validateJson(rules.schema, read.value, input) !== undefined) return REASONS.schema;
  } else if (json && jsonOf(output) === undefined) return REASONS.notJson;
  const others = rules.askedAgain?.(example) ?? [];
  const same = others.filter((other) => sayOf(other) === sayOf(output)).length;
  if (same < (rules.minAgreement ?? 0.5) * others.length) return REASONS.inconsistent;
  return rules.judge?.(example) === false ? REASONS.judge : undefined;
}

/** What an answer says: equal for equal JSON in any wording, with or without fences. */
const sayOf = (output: string): string => answerKey(readAnswer(output)?.body ?? output);

/** Splits by reasons that need all the examples that are left: those without one, and the rest. */
function split(
  examples: readonly Example[],
  reasons: readonly (Reason | undefined)[],
  dropped: { example: Example; reason: Reason }[],
): Example[] {
  return examples.filter((example, i) => {
    const reason = reasons[i];
    if (reason !== undefined) dropped.push({ example, reason });
    return reason === undefined;
  });
}

/**
 * Drops what would teach wrong or nothing new, each with its reason. Examples come in the order of their time; of equal
 * ones the newest is kept.
 *
 * @example
 * const { kept, dropped } = filterExamples(examples, { schema });
 */
export function filterExamples(examples: readonly Example[], rules: FilterRules = {}): Filtered {
  const dropped: { example: Example; reason: Reason }[] = [];
  const json = demandsJson(examples, rules);
  const sound = split(
    examples,
    examples.map((example) => ownReason(example, json, rules)),
    dropped,
  );
  const agreed = split(
    sound,
    contradictions(sound.map(({ input, output }) => ({ input: input.trim(), answer: sayOf(output) }))),
    dropped,
  );
  const last = new Map(agreed.map(({ input }, i) => [input.trim(), i]));
  const single = split(
    agreed,
    agreed.map(({ input }, i) => (last.get(input.trim()) === i ? undefined : REASONS.exact)),
    dropped,
  );
  const near = nearDuplicates(
    single.map(({ input, output }) => ({ text: input, group: sayOf(output) })),
    rules.nearDuplicate ?? 0.9,
  );
  const kept = split(
    single,
    near.map((is) => (is ? REASONS.near : undefined)),
    dropped,
  );
  return { kept, dropped };
}

/** How many were dropped for which reason. */
export function countReasons({ dropped }: Filtered): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of dropped) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
