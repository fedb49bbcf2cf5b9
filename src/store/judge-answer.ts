import { NearmostError } from '../contract/errors.ts';
import { count } from './open-source.ts';
import type { PartState } from './part-file.ts';

/** What is known of the file before it is fetched. */
export interface Expected {
  bytes?: number;
  /** Hex, in small letters. */
  sha256?: string;
}

export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  linkedEtag: string | undefined;
  linkedSize: number | undefined;
  host: string;
}

/** What to do with an answer. */
export type Verdict =
  /** The body goes on where the part ends. */
  | { act: 'append'; total: number | undefined; state: Omit<PartState, 'url'> }
  /** The body is the whole file. */
  | { act: 'whole'; total: number | undefined; state: Omit<PartState, 'url'> }
  /** Nothing is missing. */
  | { act: 'complete' }
  /** The part belongs to something else: ask again, from the beginning. */
  | { act: 'restart' }
  /** A passing fault. `afterMs`: what the sender asks for. */
  | { act: 'retry'; why: string; afterMs?: number };

const refuse = (message: string, hint?: string): NearmostError =>
  new NearmostError('download_failed', message, hint === undefined ? {} : { hint });

/** `bytes 5-9/10` */
function contentRange(text: string | undefined): { from: number; total: number | undefined } | undefined {
  const found = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(text?.trim() ?? '');
  return found === null ? undefined : { from: Number(found[1]), total: count(found[3]) };
}

function validatorOf(headers: Record<string, string>): string | undefined {
  const etag = headers['etag'];
  return etag !== undefined && !etag.startsWith('W/') ? etag : headers['last-modified'];
}

/** Retry-After in milliseconds, at most a minute. */
function retryAfter(text: string | undefined): { afterMs?: number } {
  const seconds = count(text);
  return seconds === undefined ? {} : { afterMs: Math.min(60, seconds) * 1000 };
}

/** A sender that tells a length that cannot be true is not believed at all. */
function agreedTotal(answer: Answer, told: number | undefined, expected: Expected): number | undefined {
  const sizes = [expected.bytes, answer.linkedSize, told].filter((size) => size !== undefined);
  const [first, ...others] = sizes;
  const other = others.find((size) => size !== first);
  if (first !== undefined && other !== undefined)
    throw refuse(
      `The file should have ${first} bytes, but ${answer.host} announces ${other}.`,
      'The source is damaged or was just replaced; try again later, or choose another file.',
    );
  return first;
}

/**
 * Decides what an answer means for a part of `have` bytes. Pure.
 * @throws download_failed, unknown_model, upstream_auth where trying again cannot help
 */
export function judgeAnswer(
  answer: Answer,
  have: number,
  old: PartState | undefined,
  expected: Expected,
): Verdict {
  const { status, headers, linkedEtag, host } = answer;
  if (status === 429 || status === 408 || status >= 500)
    return { act: 'retry', why: `${host} answered ${status}`, ...retryAfter(headers['retry-after']) };
  if (status === 401 || status === 403)
    throw new NearmostError('upstream_auth', `${host} does not give this file out (${status}).`, {
      hint: 'Accept its terms on the hub, then set HF_TOKEN to a token of your account and try again.',
    });
  if (status === 404 || status === 410)
    throw new NearmostError('unknown_model', `${host} has no such file (${status}).`, {
      hint: 'Check the name on the hub. Recommended models: nearmost pull',
    });
  if (status === 416) {
    const total = expected.bytes ?? old?.total;
    return have > 0 && total === have ? { act: 'complete' } : { act: 'restart' };
  }
  if (status !== 200 && status !== 206) throw refuse(`${host} answered ${status}.`);
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw refuse(`${host} sends the file in a ${encoding} coding that was not asked for.`);

  const validator = validatorOf(headers);
  const length = count(headers['content-length']);
  const known = {
    ...(validator === undefined ? {} : { validator }),
    ...(linkedEtag === undefined ? {} : { linkedEtag }),
  };
  if (status === 200) {
    const total = agreedTotal(answer, length, expected);
    return { act: 'whole', total, state: { ...known, ...(total === undefined ? {} : { total }) } };
  }
  const range = contentRange(headers['content-range']);
  const changed =
    (old?.linkedEtag !== undefined && linkedEtag !== undefined && old.linkedEtag !== linkedEtag) ||
    (old?.validator !== undefined && validator !== undefined && old.validator !== validator) ||
    (old?.total !== undefined && range?.total !== undefined && old.total !== range.total);
  if (range === undefined || range.from !== have || changed) return { act: 'restart' };
  const total = agreedTotal(answer, range.total, expected);
  if (total !== undefined && length !== undefined && length > total - have)
    throw refuse(`${host} announces ${length} bytes where ${total - have} are missing.`);
  return { act: 'append', total, state: { ...old, ...known, ...(total === undefined ? {} : { total }) } };
}

/** True when bytes of an earlier try can be trusted to be the beginning of the same file. */
export function mayResume(state: PartState | undefined, url: string, expected: Expected): boolean {
  if (state === undefined || state.url !== url) return false;
  return state.validator !== undefined || state.linkedEtag !== undefined || expected.sha256 !== undefined;
}
