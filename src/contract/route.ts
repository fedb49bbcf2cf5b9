import type { ErrorCode } from './errors.ts';
import type { Label } from './label.ts';

export type Place = 'local' | 'cloud';
export type Task = 'chat' | 'complete' | 'embed';

/** Who asks, and under which rules. Absent fields take the owner's settings. */
export interface RequestContext {
  /** Made by the runtime when absent. */
  requestId?: string;
  /** Name of the calling app; default `default`. */
  app?: string;
  /** States the label of the request's own content. An unknown word counts as `secret`. */
  label?: string;
  /** Pins the request to a place. */
  route?: Place;
  signal?: AbortSignal;
}

/** Where a request may be answered. */
export interface Candidate {
  place: Place;
  /** `local/<id>` or `<provider>/<model>`. */
  model: string;
}

/** A candidate that was ruled out, and why, in words. */
export interface Rejection extends Candidate {
  reason: string;
}

/** One try. */
export interface Attempt extends Candidate {
  /**
   * `bridged`: its model was being loaded, so another was asked. `proposed`: one of several that a mixture heard.
   * `condensed`: it read a document part by part, so that another may answer from its notes.
   * `waited`: the link to it was gone, and the request waited for it.
   */
  outcome:
    | 'answered'
    | 'proposed'
    | 'condensed'
    | 'low_confidence'
    | 'declined'
    | 'bridged'
    | 'waited'
    | 'failed'
    | 'cancelled';
  /** In words: "confidence 0.41 is below 0.70". */
  detail: string;
  error?: ErrorCode;
  confidence: number | null;
  /** Confidence before judged answers corrected it; absent: nothing did. */
  rawConfidence?: number;
  /** Whole milliseconds from the arrival of the request to the beginning of the try. Absent: not written down. */
  startMs?: number;
  durationMs: number;
  /** US dollars of a try that was paid for but not shown, estimated; part of the route's `costUsd`. */
  costUsd?: number;
  /** Tokens of such a try, estimated. */
  tokens?: number;
}

/** How the request went: the same record is in the response, in the ledger and in `nearmost why`. */
export interface RouteInfo {
  requestId: string;
  place: Place;
  /** `local/<id>` or `<provider>/<model>`. */
  model: string;
  /** One sentence. */
  reason: string;
  /** Probability that the local answer is right, 0 to 1; null where none is known (cloud answers). */
  confidence: number | null;
  threshold: number | null;
  /** Confidence before judged answers of this model corrected it; absent: nothing did. */
  rawConfidence?: number;
  /** True when `confidence` comes from a calibration on held-out data or on judged answers. */
  calibrated: boolean;
  label: Label;
  /** US dollars; 0 on the device. Null while a stream runs and when no price is known. */
  costUsd: number | null;
  attempts: Attempt[];
  rejected: Rejection[];
}

/** Where an answer was served from. */
export type Served<T> = T & { route: RouteInfo };
