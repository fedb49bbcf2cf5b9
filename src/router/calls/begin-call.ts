import {
  NearmostError,
  type Candidate,
  type ChatRequest,
  type CompletionRequest,
} from '../../contract/index.ts';
import type { RouterDeps } from '../deps.ts';
import type { Ticket } from './health.ts';
import { providerOf } from './open.ts';
import { patienceFor } from './patience.ts';

interface Said {
  request: ChatRequest | CompletionRequest;
  text: string;
}

/** A call of a provider, as the breaker and the market see it. */
export interface CloudCall extends Ticket {
  /**
   * @param tokens length of the answer
   * @param said what was asked and answered, where it is whole: compared with what the model said before
   */
  answered(tokens?: number, said?: Said): void;
  /** Something came: the provider is alive, though the answer may not be shown yet. */
  heard(): void;
  /** Milliseconds of silence after which other places are thought of. */
  patienceMs: number;
  /** What nearly all answers of this model take to begin, in milliseconds; undefined: not known. */
  usualMs: number | undefined;
}

/** Failures that tell something about the provider, not about the request or the caller. */
const TELLING = /^upstream_(?!rejected)|^timeout$/;

/**
 * Tells the breaker that a provider is about to be asked, and the market how it went.
 * @throws NearmostError `upstream_unavailable` when another request found out a moment ago that it does not answer
 */
export function beginCall(
  { health, market, settings, clock }: Pick<RouterDeps, 'health' | 'market' | 'settings' | 'clock'>,
  { place, model }: Candidate,
  stream: boolean,
  named: boolean,
): CloudCall {
  const provider = providerOf({ place, model });
  const usualMs = market.slowMs(model, stream, 0.95);
  const patienceMs = patienceFor(settings, stream, usualMs);
  const ticket = health.begin(provider, model, patienceMs, named);
  if (!ticket) {
    const why = health.resting(provider, model) ?? 'resting';
    throw new NearmostError('upstream_unavailable', `${provider} is not asked now: ${why}.`);
  }
  const start = clock.monotonic();
  const elapsed = (): number => clock.monotonic() - start;
  let firstMs: number | undefined;
  return {
    ...ticket,
    patienceMs,
    usualMs,
    heard: ticket.began,
    began() {
      firstMs ??= elapsed();
      ticket.began();
    },
    answered(tokens = 0, said) {
      ticket.answered();
      const totalMs = elapsed();
      market.saw(model, stream, {
        kind: 'answered',
        firstMs: firstMs ?? totalMs,
        totalMs,
        tokens,
        streamed: stream,
      });
      if (said) market.said(model, stream, said.request, said.text);
    },
    failed(error) {
      ticket.failed(error);
      const limited = error.code === 'upstream_rate_limited';
      if (TELLING.test(error.code)) market.saw(model, stream, { kind: 'failed', limited });
    },
    outrun() {
      ticket.outrun();
      market.saw(model, stream, { kind: 'slow', firstMs: elapsed() });
    },
    left() {
      ticket.left();
      market.saw(model, stream, { kind: 'slow', firstMs: elapsed() });
    },
  };
}
