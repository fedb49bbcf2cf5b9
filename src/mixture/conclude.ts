import type { ChatRequest } from '../contract/index.ts';
import { isDecline, isHopeless } from '../router/confidence.ts';
import { combineStructured, nearestToAll, verdictFor, type Verdict } from './combine.ts';
import type { Heard } from './hear.ts';
import type { Proposal } from './proposal.ts';
import type { Weighed } from './weigh.ts';

/** What is done with the proposals. */
export interface Conclusion {
  readonly verdict: Verdict;
  /** In words, for people. */
  readonly words: string;
  /** The members say that the request is none of their business, or are nearly sure to be wrong. */
  readonly declined: boolean;
  /** A model may read these and write the answer; the verdict is served when it cannot. Empty: the verdict is. */
  readonly drafts: readonly Proposal[];
}

const two = (value: number): string => value.toFixed(2);
const COUNTS = ['none', 'one', 'two', 'three', 'four', 'five'];
const count = (n: number): string => COUNTS[n] ?? String(n);

function heardWords({ proposals, settled, spared }: Heard): string {
  const heard = count(proposals.length);
  if (settled === undefined) return `${heard} ${proposals.length === 1 ? 'proposal' : 'proposals'}`;
  const sure = settled.map(({ confidence }) => two(confidence)).join(' and ');
  const rest = spared === 0 ? '' : `, ${count(spared)} more not asked`;
  return `${count(settled.length)} of ${heard} agree and are sure (${sure})${rest}`;
}

/**
 * What the proposals amount to. Structured ones are weighed or voted on; of prose that agrees one is served, the most fluent; prose that
 * differs is left to an aggregating model. Pure. Undefined: there are none.
 * @param text the user's last words, for values that have to be taken from them
 * @param weighed what the members think of each other's answers; absent: a vote
 */
export function conclude(
  heard: Heard,
  request: ChatRequest,
  text: string,
  weighed?: Pick<Weighed, 'best' | 'judges'>,
): Conclusion | undefined {
  const { proposals, settled } = heard;
  const [first] = proposals;
  if (first === undefined) return undefined;
  const words = heardWords(heard);
  const { card } = first.member.record;
  const done = (verdict: Verdict, said: string, drafts: readonly Proposal[] = []): Conclusion => ({
    verdict,
    words: said,
    drafts,
    declined:
      isDecline(verdict.text, card.decline) ||
      isHopeless({ value: verdict.confidence, calibrated: first.calibrated, declined: false }, { card }),
  });
  if (settled) {
    const best = settled.toSorted((a, b) => b.fluency - a.fluency)[0] ?? first;
    return done(verdictFor(best, proposals), words);
  }
  if (weighed)
    return done(
      verdictFor(weighed.best, proposals),
      `${words}, the likeliest to ${count(weighed.judges)} that weighed each other's`,
    );
  const format = request.responseFormat ?? card.responseFormat;
  const schema = format?.type === 'json_schema' ? format.schema : undefined;
  const voted = combineStructured(proposals, schema, text);
  if (voted) {
    const { length } = voted.supporters;
    const how = length === 0 ? 'put together by vote' : `${count(length)} for this answer`;
    return done(voted, `${words}, ${how}, weighed by confidence`);
  }
  const whole = proposals.filter(({ finish }) => finish === 'stop');
  const nearest = nearestToAll(whole.length > 0 ? whole : proposals) ?? first;
  return done(verdictFor(nearest, proposals), words, proposals.length > 1 ? proposals : []);
}
