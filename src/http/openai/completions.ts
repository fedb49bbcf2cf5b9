import {
  NearmostError,
  type ChatResult,
  type CompletionRequest,
  type RequestContext,
  type RoutedStream,
  type Served,
} from '../../contract/index.ts';
import type { Handler } from '../exchange.ts';
import { declareNext } from '../next-model.ts';
import { readJson } from '../read-json.ts';
import { sendJson } from '../reply.ts';
import { requestContext } from '../request-context.ts';
import { routeHeaders } from '../route-headers.ts';
import { parseCompletion } from './completions-schema.ts';
import { streamCompletion } from './completions-stream.ts';
import { sumUsage } from './merge-streams.ts';
import { wireTextLogprobs, wireUsage } from './wire.ts';

/** The first prompt has the id of the request; further ones have rows of their own in the ledger. */
function contextsOf(context: RequestContext, signal: AbortSignal, count: number): RequestContext[] {
  return Array.from({ length: count }, (_, at) => ({
    ...context,
    signal,
    requestId: at === 0 ? (context.requestId as string) : `${context.requestId}-${at + 1}`,
  }));
}

/** All or none: when one prompt fails, the others are cancelled. */
async function together<T>(work: Promise<T>[], others: AbortController): Promise<T[]> {
  try {
    return await Promise.all(work);
  } catch (thrown) {
    others.abort(new NearmostError('cancelled', 'Another prompt of the same request failed.'));
    await Promise.allSettled(work);
    throw thrown;
  }
}

function body(
  results: readonly Served<ChatResult>[],
  requests: readonly CompletionRequest[],
  created: number,
  warnings: readonly string[],
): object {
  const [first] = results as readonly [Served<ChatResult>];
  const n = requests[0]?.n ?? 1;
  const choices = results.flatMap((result, prompt) =>
    result.choices.map(({ text, logprobs, finishReason }, choice) => ({
      index: prompt * n + choice,
      text,
      logprobs: logprobs
        ? wireTextLogprobs(logprobs, requests[prompt]?.echo === true ? requests[prompt].prompt.length : 0)
        : null,
      finish_reason: finishReason,
    })),
  );
  return {
    id: `cmpl-${first.route.requestId}`,
    object: 'text_completion',
    created,
    model: first.route.model,
    choices,
    usage: wireUsage(sumUsage(results.map(({ usage }) => usage))),
    nearmost: { ...first.route, warnings },
  };
}

/** `POST /v1/completions` */
export const completions: Handler = async (exchange) => {
  const { requests, stream, includeUsage, warnings } = parseCompletion(await readJson(exchange));
  const { runtime, clock } = exchange.server;
  const others = new AbortController();
  const signal = AbortSignal.any([exchange.signal, others.signal]);
  const context = requestContext(exchange);
  const contexts = contextsOf(context, signal, requests.length);
  const created = Math.floor(clock.now() / 1000);
  const run = <T>(each: (request: CompletionRequest, context: RequestContext) => Promise<T>): Promise<T[]> =>
    together(
      requests.map((request, at) => each(request, contexts[at] as RequestContext)),
      others,
    );
  if (stream) {
    const routed: RoutedStream[] = await run(runtime.streamCompletion.bind(runtime));
    const options = {
      created,
      includeUsage,
      warnings: [...warnings, ...(await declareNext(exchange, context.app))],
    };
    await streamCompletion(exchange, routed, requests[0]?.n ?? 1, options).finally(() => others.abort());
    return;
  }
  const results = await run(runtime.complete.bind(runtime));
  const said = new Set(results.flatMap((result) => result.warnings));
  const all = [...warnings, ...said, ...(await declareNext(exchange, context.app))];
  const [first] = results as [Served<ChatResult>];
  sendJson(exchange, 200, body(results, requests, created, all), routeHeaders(first.route, all));
};
