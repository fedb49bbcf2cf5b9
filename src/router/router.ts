import {
  NearmostError,
  type ChatRequest,
  type EmbedRequest,
  type EmbedResult,
  type RequestContext,
  type RoutedStream,
  type Served,
  type Task,
  type TokenCount,
} from '../contract/index.ts';
import { labelOf } from '../privacy/label.ts';
import { countTokens } from './count-tokens.ts';
import type { RouterDeps } from './deps.ts';
import { embedNearest } from './embed.ts';
import { findAnswer } from './find-answer.ts';
import { beginJourney, type Journey } from './journey.ts';
import type { Call } from './open.ts';
import { relay } from './relay.ts';
import { settleFailure } from './settle.ts';

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
  /** Runs one request; a failure is stored before it is told. */
  async function travel<T>(
    task: Task,
    model: string,
    context: RequestContext,
    way: (journey: Journey) => Promise<T>,
  ): Promise<T> {
    const label = labelOf(context.label, context.app ?? 'default', deps.settings);
    const journey = beginJourney(task, model, label, context, deps.clock);
    deps.emit({
      type: 'request-start',
      requestId: journey.requestId,
      app: journey.app,
      model,
      at: journey.at,
    });
    try {
      return await way(journey);
    } catch (thrown) {
      const error = NearmostError.from(thrown);
      await settleFailure(deps, journey, error);
      throw error;
    }
  }
  return {
    stream: (call, context, wantStream) =>
      travel(call.task, call.request.model, context, async (journey) =>
        relay(deps, journey, await findAnswer(deps, journey, call, context, wantStream)),
      ),
    embed: (request, context) =>
      travel('embed', request.model, context, (journey) => embedNearest(deps, journey, request, context)),
    countTokens: (request, context) => countTokens(deps, request, context),
  };
}
