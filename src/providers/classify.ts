import { NearmostError, type ErrorCode, type ErrorOptions } from '../contract/index.ts';
import { classifyNetwork } from './shared/classify-network.ts';
import { parseJson } from './shared/loose.ts';
import { hideKey, readProviderMessage, SAYS, shorten } from './shared/provider-message.ts';
import { retryAfter } from './shared/retry-after.ts';

/** What came back instead of an answer. */
export type Failure =
  | { status: number; headers: Readonly<Record<string, string>>; body: string }
  /** No answer at all: what the egress door or the body threw. */
  | { error: unknown };

/** About whom. */
export interface FailureContext {
  /** Id of the provider, for the hint. */
  id: string;
  /** Name of the provider, for people. */
  name: string;
  model?: string;
  /** The key that was sent: it is hidden wherever it is quoted. */
  key: string | undefined;
  /** Address that was called. */
  url: string;
  /** Milliseconds since 1970. */
  now: number;
  /** The caller's: set off, the failure is the caller's own cancelling. */
  signal?: AbortSignal;
}

const QUOTA_KIND =
  /insufficient_(?:quota|balance|credits?)|billing|quota_exceeded|payment_required|credit_limit/;
const QUOTA_WORDS =
  /insufficient (?:quota|balance|credit|funds)|credit balance|out of credits?|billing|payment|spending limit|hard limit|monthly (?:limit|budget)|add (?:more )?(?:credits?|funds)/i;
const TOO_LONG =
  /context_length_exceeded|maximum context length|context (?:length|window) (?:is |was )?exceed|exceeds? the (?:model'?s )?(?:maximum )?context|prompt is too long|input is too long|too many (?:input )?tokens/i;
const BAD_KEY =
  /api_key_invalid|invalid_api_key|api key (?:is )?(?:not valid|invalid|missing)|invalid api key|incorrect api key/i;
const NO_MODEL = /model_not_found|unknown_model|invalid_model|model_not_available/;
const NO_MODEL_WORDS =
  /\bmodels?\b.*(?:not (?:be )?found|does not exist|doesn't exist|not exist|not supported|unknown|decommissioned|deprecated|retired|no longer)|(?:no such|unknown|invalid) model|no endpoints found/i;
const MODERATION = /moderation|flagged|content[ _]policy|safety/i;

/** The code of an answer with an error status, by status first, then by what the provider says. */
function codeOf(status: number, kind: string, message: string, waits: boolean): ErrorCode {
  const said = `${kind} ${message}`;
  if (status === 402) return 'upstream_quota';
  if (status === 429) {
    if (QUOTA_KIND.test(kind)) return 'upstream_quota';
    return QUOTA_WORDS.test(message) && !waits ? 'upstream_quota' : 'upstream_rate_limited';
  }
  if (status === 401) return 'upstream_auth';
  if (status === 403) {
    if (QUOTA_KIND.test(kind) || QUOTA_WORDS.test(message)) return 'upstream_quota';
    return MODERATION.test(said) ? 'upstream_rejected' : 'upstream_auth';
  }
  if (status === 408 || status === 504) return 'timeout';
  if (status === 409 || status === 425 || status === 498 || status >= 500) return 'upstream_unavailable';
  if (/rate_limit/.test(kind)) return 'upstream_rate_limited';
  if (BAD_KEY.test(said)) return 'upstream_auth';
  if (QUOTA_KIND.test(kind) || /credit balance/i.test(message)) return 'upstream_quota';
  if (TOO_LONG.test(said)) return 'context_too_long';
  if (status >= 300 && status < 400) return 'upstream_unavailable';
  return status >= 400 ? 'upstream_rejected' : 'upstream_bad_answer';
}

/** The next step, where the table's hint can be bettered. */
function hintOf(
  code: ErrorCode,
  status: number,
  about: FailureContext,
  noModel: boolean,
): string | undefined {
  if (code === 'upstream_auth') return `Check the key: nearmost keys add ${about.id}`;
  if (status >= 300 && status < 400)
    return `Redirects are not followed. Set the address it moved to: nearmost config set providers.${about.id}.baseUrl <url>`;
  if (status !== 404 && !noModel) return undefined;
  return noModel
    ? `Choose a model that ${about.name} has: nearmost config set providers.${about.id}.model <name>`
    : `Check the address, with its version: nearmost config set providers.${about.id}.baseUrl <url>`;
}

/**
 * Turns a failed call into the error of the table: what happened, whether a retry or another provider helps, when.
 * Pure. The provider's own words are kept, on one line, shortened, without secrets.
 * @example throw classify({ status: 429, headers, body }, { id: 'groq', name: 'Groq', key, url, now: Date.now() })
 */
export function classify(failure: Failure, about: FailureContext): NearmostError {
  if ('error' in failure) return classifyNetwork(failure.error, about);
  const { status, headers } = failure;
  const body = parseJson(failure.body);
  const { message, kind, param } = readProviderMessage(body, failure.body);
  const wait = retryAfter(headers, body, message, about.now);
  const code = codeOf(status, kind, message, wait !== undefined);
  const noModel =
    code === 'upstream_rejected' &&
    (status === 404 || status === 400 || status === 422) &&
    (NO_MODEL.test(kind) || NO_MODEL_WORDS.test(message));
  const hint = hintOf(code, status, about, noModel);
  const retryable =
    code === 'upstream_rate_limited' || code === 'upstream_quota' || code === 'upstream_unavailable';
  const options: ErrorOptions = {
    ...(hint === undefined ? {} : { hint }),
    ...(noModel ? { param: 'model' } : param === undefined ? {} : { param }),
    ...(wait !== undefined && retryable ? { retryAfter: wait } : {}),
  };
  const words = shorten(hideKey(message, about.key));
  const model = noModel && about.model !== undefined ? ` It does not know the model ${about.model}.` : '';
  const place = status === 404 && !noModel ? ` Nothing is at ${about.url}.` : '';
  return new NearmostError(
    code,
    `${about.name} answered with status ${status}.${model}${place}${words === '' ? '' : SAYS + words}`,
    options,
  );
}
