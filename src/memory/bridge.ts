import { NearmostError } from '../contract/index.ts';

const BRIDGED = Symbol('bridged');
/** Sends that may be saved up. */
const MOST_SAVED = 40;
/** Requests that are remembered, so that one that uses two models counts once. */
const MOST_SEEN = 1000;

/** What a lease rejects with when its request, which may leave, is better answered elsewhere than made to wait. */
export function bridgedError(seconds: number): NearmostError {
  const error = new NearmostError(
    'overloaded',
    `it is not in memory, and would be there in about ${Math.max(1, Math.round(seconds))} s`,
    { retryAfter: Math.max(1, Math.ceil(seconds)) },
  );
  return Object.assign(error, { [BRIDGED]: true });
}

/** Whether a lease rejected because its request should be answered elsewhere. */
export const isBridged = (error: NearmostError): boolean => BRIDGED in error;

/** How many requests may be sent elsewhere. */
export interface BridgeShare {
  workedHere(requestId: string): void;
  sent(): void;
  /** Requests that may be sent now. */
  sendable(): number;
}

/**
 * Keeps the share of requests that are sent elsewhere: each one that a model here works on saves up `share` of a send, so
 * that at most `share` of all requests are sent, and none before some were answered here.
 */
export function createBridgeShare(share: number): BridgeShare {
  let saved = 0;
  const seen = new Set<string>();
  return {
    workedHere(requestId) {
      if (seen.has(requestId)) return;
      seen.add(requestId);
      if (seen.size > MOST_SEEN) seen.delete(seen.values().next().value ?? '');
      saved = Math.min(MOST_SAVED, saved + share);
    },
    sent: () => void (saved -= 1),
    // sums of shares such as 0.1 come out a hair below the whole
    sendable: () => Math.floor(saved + 1e-9),
  };
}
