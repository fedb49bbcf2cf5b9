import type {
  ChatRequest,
  EmbedRequest,
  EmbedResult,
  RequestContext,
  RoutedStream,
  Served,
  TokenCount,
} from '../contract/index.ts';
import { countTokens } from './count-tokens.ts';
import type { RouterDeps } from './deps.ts';
import { embedNearest } from './embed.ts';
import { findAnswer } from './answer/find-answer.ts';
import type { Call } from './calls/open.ts';
import { createProber } from './prober.ts';
import { relay } from './answer/relay.ts';
import { createSplitter } from './split/answer-split.ts';
import { travel } from './answer/travel.ts';

export interface Router {
  /**
   * Finds the nearest model that can do it; resolves at the first part that may be shown.
   * @param wantStream false: the whole answer is read before its confidence is judged
   */
  stream(call: Call, context: RequestContext, wantStream: boolean): Promise<RoutedStream>;
  embed(request: EmbedRequest, context: RequestContext): Promise<Served<EmbedResult>>;
  countTokens(request: ChatRequest, context: RequestContext): Promise<TokenCount>;
}

/** Decides, asks, reads the answer's confidence, hands over, fails over, and writes down what happened. */
export function createRouter(deps: RouterDeps): Router {
  const split = createSplitter(deps);
  const stream: Router['stream'] = (call, context, wantStream) =>
    travel(deps, call.task, call.request.model, context, async (journey) =>
      relay(
        deps,
        journey,
        (await split(journey, call, context, wantStream)) ??
          (await findAnswer(deps, journey, call, context, wantStream)),
      ),
    );
  const probe = createProber(deps, (call, context) => stream(call, context, false));
  return {
    async stream(call, context, wantStream) {
      const answer = await stream(call, context, wantStream);
      if (probe) void answer.done.then(probe);
      return answer;
    },
    embed: (request, context) =>
      travel(deps, 'embed', request.model, context, (journey) =>
        embedNearest(deps, journey, request, context),
      ),
    countTokens: (request, context) => countTokens(deps, request, context),
  };
}
