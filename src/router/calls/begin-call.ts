import {
  NearmostError,
  type Candidate,
  type ChatRequest,
  type CompletionRequest,
} from '../../contract/index.ts';
import { BURST_MS, writtenSpeed } from '../../kit/words/written-speed.ts';
import type { OnContent } from '../answer/hold.ts';
import type { RouterDeps } from '../deps.ts';
import { whyAway, type Health, type Ticket } from './health.ts';
import { providerOf } from './open.ts';
import { patienceFor } from './patience.ts';

interface Said {
  request: ChatRequest | CompletionRequest;
  text: string;
}

/** An answer, as far as its length and its speed tell something. */
export interface Answered {
  /** Tokens that were written, as the provider says. */
  tokens: number;
  /** Those of the text that came; 0: not known. */
  shownTokens: number;
  /** Characters of that text. */
  chars: number;
}

/** A call of a provider, as the breaker and the market see it. */
export interface CloudCall extends Ticket {
  /**
   * @param said what was asked and answered, where it is whole: compared with what the model said before
   */
  answered(answer?: Answered, said?: Said): void;
  /** Something came: the provider is alive, though the answer may not be shown yet. True: it wishes to hear of the next part. */
  heard: OnContent;
  /** Milliseconds of silence after which other places are thought of. */
  patienceMs: number;
  /** What nearly all answers of this model take to begin, in milliseconds; undefined: not known. */
  usualMs: number | undefined;
}

const NOTHING: Answered = { tokens: 0, shownTokens: 0, chars: 0 };

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
  wish: Parameters<Health['begin']>[3],
): CloudCall {
  const provider = providerOf({ place, model });
  const usualMs = market.slowMs(model, stream, 0.95);
  const patienceMs = patienceFor(settings, stream, usualMs);
  const ticket = health.begin(provider, model, patienceMs, wish);
  if (!ticket) {
    const why = whyAway(health, provider, model) ?? 'resting';
    throw new NearmostError('upstream_unavailable', `${provider} is not asked now: ${why}.`);
  }
  const start = clock.monotonic();
  const elapsed = (): number => clock.monotonic() - start;
  let firstMs: number | undefined;
  /** Of a streamed answer: its first part, the last of those that came with it, and their characters once there are others. */
  let burst: { from: number; to: number; chars?: number } | undefined;
  return {
    ...ticket,
    patienceMs,
    usualMs,
    heard(chars) {
      if (burst === undefined) {
        ticket.began();
        const now = clock.monotonic();
        burst = { from: now, to: now };
        return stream;
      }
      const now = clock.monotonic();
      if (now - burst.from <= BURST_MS) burst.to = now;
      else burst.chars = chars;
      return burst.chars === undefined;
    },
    began() {
      firstMs ??= elapsed();
      ticket.began();
    },
    answered({ tokens, shownTokens, chars } = NOTHING, said) {
      ticket.answered();
      const now = clock.monotonic();
      const totalMs = now - start;
      const speed =
        burst?.chars === undefined
          ? null
          : writtenSpeed({
              tokens: shownTokens,
              burst: burst.chars,
              rest: chars - burst.chars,
              ms: now - burst.to,
            });
      market.saw(model, stream, {
        kind: 'answered',
        firstMs: firstMs ?? totalMs,
        totalMs,
        tokens,
        streamed: stream,
        ...(speed === null ? {} : { speed }),
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
