import { ERRORS, NearmostError, type Attempt, type ErrorCode, type Rejection } from '../contract/index.ts';
import { SAYS } from '../providers/shared/provider-message.ts';
import type { Confidence } from './confidence.ts';

const two = (value: number): string => value.toFixed(2);

/** "confidence 0.41 is below 0.70", with a word when the figure is a guess. */
export function confidenceWords(
  { value, calibrated, declined, judged }: Confidence,
  threshold: number | null,
  why?: string,
): string {
  const learned = judged === undefined ? '' : ` (corrected by ${judged} judged answers)`;
  const guess = calibrated ? learned : ' (not calibrated yet)';
  if (declined) return 'it says the request is none of its business';
  if (threshold === null) return `confidence ${two(value)}${guess}`;
  return `confidence ${two(value)}${guess} is ${value < threshold ? 'below' : 'at or above'} ${two(threshold)}${why === undefined ? '' : ` (${why})`}`;
}

/** One sentence on why this place answered. */
export function servedReason(attempts: Attempt[], pinned: boolean, rest: string): string {
  if (pinned) return `pinned by the request${rest ? `; ${rest}` : ''}`;
  const before = attempts.slice(0, -1).filter(({ outcome }) => outcome !== 'answered');
  const story = before.map(({ model, detail }) => `${model}: ${detail}`);
  return [...story, rest].filter(Boolean).join('; ');
}

const NO_KEY = /^no key/;
const LABELLED = /^label /;
const PINNED = /^the request is pinned/;
const CAPPED = /^the cap of .* set by (.+)\)$/;
const RESTING = /^(?:resting for (\d+) s after (\w+)|tried again |silent for )/;
/** Rests whose error tells more than that a provider is away. */
const TELLING: ReadonlySet<string> = new Set<ErrorCode>([
  'upstream_rate_limited',
  'upstream_quota',
  'upstream_auth',
]);
/** Seconds after which to ask again when a provider is being tried. */
const SOON_S = 5;
const NO_LINK = /^the network /;
const TOO_LONG = /^the request is too long/;

/** What to do about a link that is gone. @param why as the monitor says it */
export const linkHint = (why: string): string =>
  why.includes('sign-in')
    ? 'Open any page in a browser and sign in to this network, then ask again.'
    : 'Connect to the network and ask again, or pull a local model that can do it: nearmost pull';

/** The provider that may be asked again first, of those that rest. */
function soonest(clouds: Rejection[]): { code: ErrorCode; seconds: number } | undefined {
  const rests = clouds.flatMap(({ reason }) => {
    const [found, seconds, code = ''] = RESTING.exec(reason) ?? [];
    if (found === undefined) return [];
    const told = TELLING.has(code) ? (code as ErrorCode) : 'upstream_unavailable';
    return [{ code: told, seconds: seconds === undefined ? SOON_S : Number(seconds) }];
  });
  return rests.toSorted((a, b) => a.seconds - b.seconds)[0];
}

/** The error when nobody may or can answer: what was tried, who was ruled out and why, and the next command. */
export function nobodyAnswered(attempts: Attempt[], rejected: Rejection[], requestId: string): NearmostError {
  const tried = attempts.map(({ model, detail }) => `${model}: ${detail}`);
  const ruledOut = rejected
    .filter(({ reason }) => !reason.startsWith('the request names'))
    .map(({ model, reason }) => `${model}: ${reason}`);
  const facts = [...tried, ...ruledOut].map((fact) => fact.replace(/\.$/, ''));
  const said =
    facts.length > 0 ? facts.join('; ') : 'there is no model on this device and no provider with a key';
  if (attempts.length === 0 && rejected.some(({ reason }) => TOO_LONG.test(reason)))
    return new NearmostError('context_too_long', `${said}.`);
  const cap = rejected.map(({ reason }) => CAPPED.exec(reason)?.[1]).find((path) => path !== undefined);
  if (cap !== undefined)
    return new NearmostError('budget_exceeded', `No model may and can answer this request. ${said}.`, {
      hint: `Raise the cap: nearmost config set ${cap} <amount>`,
      param: cap,
    });
  const clouds = rejected.filter(({ place }) => place === 'cloud');
  const rest = soonest(clouds);
  if (rest)
    return new NearmostError(rest.code, `No model may and can answer this request now. ${said}.`, {
      retryAfter: rest.seconds,
    });
  const unlinked = clouds.find(({ reason }) => NO_LINK.test(reason));
  if (unlinked && !clouds.some(({ reason }) => LABELLED.test(reason)))
    return new NearmostError('offline', `No model of this device can answer this. ${said}.`, {
      hint: linkHint(unlinked.reason),
    });
  const failed = attempts.findLast(
    ({ place, outcome, error }) =>
      place === 'cloud' && outcome === 'failed' && error !== undefined && ERRORS[error].retryable,
  );
  if (failed?.error)
    return new NearmostError(failed.error, `No model may and can answer this request now. ${said}.`);
  const hint = rejected.some(({ reason }) => PINNED.test(reason))
    ? 'Leave out the header x-nearmost-route, or name another model: nearmost ls'
    : clouds.some(({ reason }) => LABELLED.test(reason))
      ? 'If this may leave the device, send the header x-nearmost-label: public; or pull a local model that can do it: nearmost pull'
      : clouds.length === 0 || clouds.some(({ reason }) => NO_KEY.test(reason))
        ? 'Pull a local model that can do it: nearmost pull; or add a provider: nearmost keys add openai'
        : `See the decision: nearmost why ${requestId}`;
  return new NearmostError('no_candidate', `No model may and can answer this request. ${said}.`, { hint });
}

/** What a provider says with these is of the account, not of the request. */
const OF_THE_ACCOUNT: ReadonlySet<ErrorCode> = new Set([
  'upstream_auth',
  'upstream_quota',
  'upstream_rate_limited',
]);

/** What may be written down of a failure. A provider may quote the request that it fails at; the ledger holds no content. */
export function storable({ code, message }: NearmostError): string {
  if (code === 'upstream_rejected') return 'the provider refused the request (upstream_rejected)';
  const said = OF_THE_ACCOUNT.has(code) ? -1 : message.indexOf(SAYS);
  return said === -1 ? message : message.slice(0, said);
}
