import { validateJson } from '../kit/json-schema/validate.ts';
import type { FinishReason, JsonSchema } from '../contract/index.ts';
import { agree } from './agree.ts';
import type { Proposal } from './proposal.ts';
import { sameJson } from './same-json.ts';
import { similar } from './similar.ts';
import { voteJson } from './vote.ts';

/** What the proposals amount to. */
export interface Verdict {
  readonly text: string;
  readonly finish: FinishReason;
  /** Those that say exactly this, or nearly, in prose. */
  readonly supporters: readonly Proposal[];
  /** Probability that it is right, a guess: of the surest supporter, less for those who say otherwise. */
  readonly confidence: number;
}

const weights = (proposals: readonly Proposal[]): number =>
  proposals.reduce((sum, { confidence }) => sum + confidence, 0);

/** What a proposal says, as the answer; those that say the same stand behind it. */
export function verdictFor(one: Proposal, all: readonly Proposal[]): Verdict {
  const supporters = all.filter((other) => agree(one, other));
  const surest = Math.max(0, ...supporters.map(({ confidence }) => confidence));
  const share = weights(supporters) / Math.max(weights(all), 1e-9);
  return { text: one.text, finish: one.finish, supporters, confidence: surest * Math.min(1, share) };
}

/** The proposal that the others come nearest to; weighed, the surest of equal ones. */
export function nearestToAll(proposals: readonly Proposal[]): Proposal | undefined {
  const support = (one: Proposal): number =>
    proposals.reduce((sum, other) => sum + other.confidence * similar(one.text, other.text), 0);
  return proposals.toSorted((a, b) => support(b) - support(a) || b.fluency - a.fluency)[0];
}

/**
 * Puts structured answers together by a vote, weighed by confidence; variants and samples of one model are one voice. What the vote makes is an answer that somebody gave, or
 * one that fits the schema; else the proposal that the others come nearest to.
 * @param text the words that values of the schema may have to be taken from
 */
export function combineStructured(
  proposals: readonly Proposal[],
  schema: JsonSchema | undefined,
  text: string | undefined,
): Verdict | undefined {
  const readable = proposals.filter(({ value, finish }) => value !== undefined && finish === 'stop');
  const [first] = readable;
  if (first === undefined) return undefined;
  const voted = voteJson(
    readable.map(({ value, confidence, member }) => ({ value, weight: confidence, voice: member.base.id })),
  );
  const same = readable.find(({ value }) => sameJson(value) === sameJson(voted));
  if (same) return verdictFor(same, proposals);
  if (schema !== undefined && validateJson(schema, voted, text) === undefined) {
    const confidence = weights(readable) / readable.length;
    return { text: JSON.stringify(voted), finish: 'stop', supporters: [], confidence };
  }
  return verdictFor(nearestToAll(readable) ?? first, proposals);
}
