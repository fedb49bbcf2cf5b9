import { sameJson } from './same-json.ts';

/** One answer, and how much it counts. */
export interface Ballot {
  readonly value: unknown;
  /** 0 or more: the probability that the answer is right. */
  readonly weight: number;
  /** Who says it. Those who share a voice err alike: of them the surest counts, not how many they are. Default: each has its own. */
  readonly voice?: string;
}

/** Nobody counts nothing: answers that all agree win, however unsure they are. */
const LEAST = 1e-9;

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Weight of a camp: that of the surest of each voice. */
function total(ballots: readonly Ballot[]): number {
  const surest = new Map<string | number, number>();
  for (const [i, { weight, voice = i }] of ballots.entries())
    surest.set(voice, Math.max(weight, surest.get(voice) ?? 0));
  return [...surest.values()].reduce((sum, weight) => sum + weight, 0);
}

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

/** Each field by itself: it is there when those who have it weigh more than those who have not, with the value that weighs most. */
function voteFields(ballots: readonly Ballot[]): Fields {
  const fields: Record<string, unknown> = {};
  for (const key of new Set(ballots.flatMap(({ value }) => Object.keys(value as Fields)))) {
    const has = ({ value }: Ballot): boolean => Object.hasOwn(value as Fields, key);
    const having = ballots.filter(has).map((ballot) => ({ ...ballot, value: (ballot.value as Fields)[key] }));
    const lacking = ballots.filter((ballot) => !has(ballot));
    if (total(having) > total(lacking)) define(fields, key, voteValue(having));
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
  const heads = ballots.map((ballot) => ({
    ...ballot,
    weight: Math.max(ballot.weight, LEAST),
    value: isObject(ballot.value) ? headOf(ballot.value) : ballot.value,
    whole: ballot.value,
  }));
  return voteValue(heaviest(heads).map(({ whole, ...ballot }) => ({ ...ballot, value: whole })));
}

/** What an answer says at the top, apart from the objects in it. */
const headOf = (value: Fields): Fields =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => !isObject(item)));
