import type { ChatRequest, ChatResult, RequestContext, RoutedStream, Served } from '../contract/index.ts';
import type { Exchange } from './exchange.ts';
import { declareNext } from './next-model.ts';
import { sendJson } from './reply.ts';
import { requestContext } from './request-context.ts';
import { routeHeaders } from './route-headers.ts';

/** A conversation to be answered, as its dialect read it. */
export interface AskedChat {
  request: ChatRequest;
  stream: boolean;
  /** What was ignored. */
  warnings: string[];
}

/** How a dialect gives the answer. */
export interface ChatShape {
  body(result: Served<ChatResult>, warnings: readonly string[]): object;
  /** May add to `warnings` until the end. */
  stream(routed: RoutedStream, warnings: string[]): Promise<void>;
}

/** Gives an answer, whole or streamed, in the shape of the dialect. */
export async function answer(
  exchange: Exchange,
  { stream, warnings }: Pick<AskedChat, 'stream' | 'warnings'>,
  shape: ChatShape,
  ask: {
    whole(context: RequestContext): Promise<Served<ChatResult>>;
    parts(context: RequestContext): Promise<RoutedStream>;
  },
): Promise<void> {
  const context = requestContext(exchange);
  if (stream) {
    const routed = await ask.parts(context);
    warnings.push(...(await declareNext(exchange, context.app)));
    return shape.stream(routed, warnings);
  }
  const result = await ask.whole(context);
  const all = [...warnings, ...result.warnings, ...(await declareNext(exchange, context.app))];
  sendJson(exchange, 200, shape.body(result, all), routeHeaders(result.route, all));
}

/** The same for a conversation. */
export function answerChat(exchange: Exchange, asked: AskedChat, shape: ChatShape): Promise<void> {
  const { runtime } = exchange.server;
  const { request } = asked;
  return answer(exchange, asked, shape, {
    whole: (context) => runtime.chat(request, context),
    parts: (context) => runtime.stream(request, context),
  });
}
