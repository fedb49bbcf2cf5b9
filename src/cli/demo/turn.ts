import type { RouteInfo } from '../../contract/index.ts';
import { oneLine } from '../text.ts';
import type { DemoRequest } from './requests.ts';

/** Where a request of the demo ended. `stayed`: nothing on this device could do it, and it was not sent. */
type Outcome = 'here' | 'cloud' | 'stayed' | 'failed';

/** One request and what became of it. */
export interface Turn {
  request: DemoRequest;
  outcome: Outcome;
  /** The answer (or the obstacle) in short. */
  answer: string;
  /** In a few words. */
  why: string;
  confidence: number | null;
  threshold: number | null;
  ms: number;
  costUsd: number | null;
  /** What a cloud model would have taken for the same tokens; null: not known. */
  counterfactualUsd: number | null;
  egressBytes: number;
  requestId: string;
}

/** `{"intent":"SetAlarm","slots":{"time":"6:30"}}` -> `SetAlarm · time 6:30`; other texts as one line. */
export function shortAnswer(text: string): string {
  try {
    const value = JSON.parse(text) as { intent?: unknown; slots?: unknown };
    if (typeof value.intent !== 'string') return oneLine(text);
    const slots = Object.entries((value.slots ?? {}) as Record<string, unknown>);
    const words = slots.map(
      ([name, slot]) =>
        `${name.replaceAll('_', ' ')} ${typeof slot === 'string' ? slot : JSON.stringify(slot)}`,
    );
    return oneLine([value.intent, ...words].join(' · '));
  } catch {
    return oneLine(text);
  }
}

/** Why a request was answered where it was, in the few words that fit on a line. */
export function shortWhy(
  { attempts, rejected }: Pick<RouteInfo, 'attempts' | 'rejected'>,
  request: Pick<DemoRequest, 'pin' | 'label'>,
): string {
  const last = attempts.at(-1);
  const declined = attempts.some(({ outcome }) => outcome === 'declined');
  const unsure = attempts.some(({ outcome }) => outcome === 'low_confidence');
  const before = declined ? 'not its job' : unsure ? 'unsure' : '';
  if (last?.outcome !== 'answered')
    return joined(before, request.pin === 'local' ? 'pinned here' : obstacleWords(rejected));
  const below = last.detail.includes('below');
  if (request.pin !== undefined) return below ? 'unsure, pinned' : 'pinned by the request';
  if (last.place === 'cloud') return before === '' ? 'no local model can' : `here: ${before}`;
  return joined(below ? 'unsure' : 'sure enough', request.label ?? '');
}

const joined = (...words: string[]): string => words.filter((word) => word !== '').join(', ');

/** What keeps a request from the cloud. */
function obstacleWords(rejected: RouteInfo['rejected']): string {
  const { reason } = rejected.find(({ place }) => place === 'cloud') ?? { reason: 'no key' };
  if (reason.startsWith('no key')) return 'no key';
  return /^label (\w+)/.exec(reason)?.[1] ?? reason;
}
