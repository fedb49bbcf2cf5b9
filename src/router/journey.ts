import type {
  Attempt,
  Candidate,
  Label,
  LedgerEntry,
  NearmostError,
  Rejection,
  RequestContext,
  RouteInfo,
  Task,
  Usage,
} from '../contract/index.ts';
import type { Clock } from '../kit/clock.ts';
import { randomHex } from '../kit/random-hex.ts';
import type { Reservation } from '../ledger/budget.ts';
import type { Confidence } from './confidence.ts';
import type { SkillTurn } from './skills.ts';

/** One request on its way: what is known so far, in one place, for headers, ledger and `why`. */
export interface Journey {
  requestId: string;
  app: string;
  label: Label;
  task: Task;
  requestedModel: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Monotonic milliseconds. */
  started: number;
  threshold: number | null;
  /** What the threshold follows from, where it is no plain setting. */
  thresholdWhy?: string;
  attempts: Attempt[];
  /** So many attempts were made before it waited for the link; absent: it did not. */
  resumedAt?: number;
  rejected: Rejection[];
  ttftMs: number | null;
  /** Why cloud models stand where they stand, where there was a choice. */
  offers: ReadonlyMap<string, string>;
  /** Set aside until the row is stored. */
  reserved: Reservation[];
  /** Where several models answered together: the tokens of one, which is what a cloud would have been paid for. */
  ofOne?: Usage;
  /** The skill that the request is part of. */
  turn?: SkillTurn;
  /** To be done when the request has ended, however it ended. */
  onEnd: (() => void)[];
}

const randomness = randomHex(12);

/** Ids sort by time: `req_` + time + randomness. */
export function newRequestId(now: number): string {
  return `req_${now.toString(36)}${randomness()}`;
}

/** No choice was made between cloud models. */
export const NO_OFFERS: Journey['offers'] = new Map();

export function beginJourney(
  task: Task,
  requestedModel: string,
  label: Label,
  context: RequestContext,
  clock: Clock,
): Journey {
  const at = clock.now();
  return {
    requestId: context.requestId ?? newRequestId(at),
    app: context.app ?? 'default',
    label,
    task,
    requestedModel,
    at,
    started: clock.monotonic(),
    threshold: null,
    attempts: [],
    rejected: [],
    ttftMs: null,
    offers: NO_OFFERS,
    reserved: [],
    onEnd: [],
  };
}

/** When a try began, for its record. @param began monotonic milliseconds */
export const startOf = ({ started }: Pick<Journey, 'started'>, began: number): number =>
  Math.max(0, Math.round(began - started));

/** When a try that ends now began, and how long it took, for its record. @param began monotonic milliseconds */
export function timesOf(
  journey: Pick<Journey, 'started'>,
  clock: Clock,
  began: number,
): { startMs: number; durationMs: number } {
  return { startMs: startOf(journey, began), durationMs: clock.monotonic() - began };
}

/** Writes down how a try ended. */
export type NoteTry = (outcome: Attempt['outcome'], detail: string, more?: Partial<Attempt>) => void;

/** What writes down how a try ends, whenever that is. @param began monotonic milliseconds */
export const noteTry =
  (journey: Journey, clock: Clock, candidate: Candidate, began: number): NoteTry =>
  (outcome, detail, more = {}) => {
    const times = timesOf(journey, clock, began);
    journey.attempts.push({ ...candidate, outcome, detail, confidence: null, ...times, ...more });
  };

/** A confidence as it is written down. */
export const written = ({ value, raw }: Confidence): Pick<Attempt, 'confidence' | 'rawConfidence'> => ({
  confidence: value,
  ...(raw === undefined ? {} : { rawConfidence: raw }),
});

/** The record of the route, as far as it is known. */
export function routeOf(
  journey: Journey,
  served: Candidate,
  reason: string,
  confidence: Confidence | undefined,
  costUsd: number | null,
): RouteInfo {
  return {
    requestId: journey.requestId,
    place: served.place,
    model: served.model,
    reason,
    ...(confidence ? written(confidence) : { confidence: null }),
    threshold: journey.threshold,
    calibrated: confidence?.calibrated ?? false,
    label: journey.label,
    costUsd,
    attempts: journey.attempts,
    rejected: journey.rejected,
  };
}

/** The ledger row of a finished request. */
export function entryOf(
  journey: Journey,
  route: RouteInfo,
  outcome: {
    status: LedgerEntry['status'];
    error: NearmostError | null;
    usage: Usage | undefined;
    durationMs: number;
    counterfactualUsd: number | null;
    egressBytes: number;
  },
): LedgerEntry {
  const { usage } = outcome;
  return {
    ...route,
    at: journey.at,
    app: journey.app,
    task: journey.task,
    requestedModel: journey.requestedModel,
    status: outcome.status,
    error: outcome.error?.code ?? null,
    inputTokens: usage?.inputTokens ?? null,
    cachedInputTokens: usage?.cachedInputTokens ?? null,
    outputTokens: usage?.outputTokens ?? null,
    ttftMs: journey.ttftMs,
    durationMs: outcome.durationMs,
    counterfactualUsd: outcome.counterfactualUsd,
    egressBytes: outcome.egressBytes,
  };
}
