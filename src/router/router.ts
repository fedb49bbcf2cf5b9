import type {
  ChatRequest,
  ChatResult,
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
import { waitForLink } from './connectivity/wait-for-link.ts';
import { findAnswer, type Chosen } from './answer/find-answer.ts';
import { gather } from './answer/gather.ts';
import type { Journey } from './journey.ts';
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
  /** The same, read to its end: what a caller who waits for the whole is given. */
  whole(call: Call, context: RequestContext): Promise<Served<ChatResult>>;
  embed(request: EmbedRequest, context: RequestContext): Promise<Served<EmbedResult>>;
  countTokens(request: ChatRequest, context: RequestContext): Promise<TokenCount>;
}

/** An answer that was found, and the way there; reading it is not part of the way. */
interface Found {
  journey: Journey;
  chosen: Chosen;
}

/** Decides, asks, reads the answer's confidence, hands over, fails over, and writes down what happened. */
export function createRouter(deps: RouterDeps): Router {
  const split = createSplitter(deps);
  const find = (call: Call, context: RequestContext, stream: boolean): Promise<Found> =>
    travel(deps, call.task, call.request.model, context, async (journey) => ({
      journey,
      chosen: await waitForLink(
        deps,
        journey,
        context,
        async () =>
          (await split(journey, call, context, stream)) ??
          (await findAnswer(deps, journey, call, context, stream)),
      ),
    }));
  const whole: Router['whole'] = async (call, context) => {
    const { journey, chosen } = await find(call, context, false);
    return await gather(deps, journey, chosen);
  };
  const probe = createProber(deps, whole);
  return {
    async stream(call, context, wantStream) {
      const { journey, chosen } = await find(call, context, wantStream);
      const answer = relay(deps, journey, chosen);
      if (probe) void answer.done.then(probe);
      return answer;
    },
    whole: (call, context) =>
      probe ? whole(call, context).then((answer) => (probe(answer.route), answer)) : whole(call, context),
    embed: (request, context) =>
      travel(deps, 'embed', request.model, context, (journey) =>
        waitForLink(deps, journey, context, () => embedNearest(deps, journey, request, context)),
      ),
    countTokens: (request, context) => countTokens(deps, request, context),
  };
}
