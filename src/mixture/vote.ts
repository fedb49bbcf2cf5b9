import { sameJson } from './same-json.ts';

/** One answer, and how much it counts. */
export interface Ballot {
  readonly value: unknown;
  /** 0 or more: the probability that the answer is right. */
  readonly weight: number;
}

/** Nobody counts nothing: answers that all agree win, however unsure they are. */
const LEAST = 1e-9;

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const total = (ballots: readonly Ballot[]): number => ballots.reduce((sum, { weight }) => sum + weight, 0);

/** The ballots of the value that weighs most; of equal ones the first. */
function heaviest<T extends Ballot>(ballots: readonly T[]): T[] {
  const camps = new Map<string, T[]>();
  for (const ballot of ballots) {
    const key = sameJson(ballot.value);
    const camp = camps.get(key);
    if (camp) camp.push(ballot);
    else camps.set(key, [ballot]);
  }
  return [...camps.values()].reduce((best, camp) => (total(camp) > total(best) ? camp : best));
}

/** Each field by itself: it is there when most of the weight has it, with the value that weighs most. */
function voteFields(ballots: readonly Ballot[]): Fields {
  const all = total(ballots);
  const fields: Record<string, unknown> = {};
  for (const key of new Set(ballots.flatMap(({ value }) => Object.keys(value as Fields)))) {
    const having = ballots.flatMap(({ value, weight }) =>
      Object.hasOwn(value as Fields, key) ? [{ value: (value as Fields)[key], weight }] : [],
    );
    if (total(having) * 2 > all) define(fields, key, voteValue(having));
  }
  return fields;
}

/** Sets a field, whatever it is called. */
function define(fields: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(fields, key, { value, enumerable: true, writable: true, configurable: true });
}

function voteValue(ballots: readonly Ballot[]): unknown {
  return ballots.every(({ value }) => isObject(value)) ? voteFields(ballots) : heaviest(ballots)[0]?.value;
}

/**
 * Puts several JSON answers to the same question together. First the fields at the top that hold no object (the intent):
 * who is outvoted there does not vote on the rest. Then each field inside by itself (the slots). Answers that are no
 * objects: the heaviest. Undefined without ballots.
 * @example voteJson([{ value: { intent: 'PlayMusic', slots: { artist: 'Abba' } }, weight: 0.9 }, ...])
 */
export function voteJson(ballots: readonly Ballot[]): unknown {
  if (ballots.length === 0) return undefined;
  const heads = ballots.map(({ value, weight }) => ({
    value: isObject(value) ? headOf(value) : value,
    weight: Math.max(weight, LEAST),
    whole: value,
  }));
  const camp = heaviest(heads).map(({ whole, weight }) => ({ value: whole, weight }));
  return voteValue(camp);
}

/** What an answer says at the top, apart from the objects in it. */
const headOf = (value: Fields): Fields =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => !isObject(item)));
