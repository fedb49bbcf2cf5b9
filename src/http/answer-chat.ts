import type { ChatRequest, ChatResult, RoutedStream, Served } from '../contract/index.ts';
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

/** Asks the runtime and gives the answer, whole or streamed, in the shape of the dialect. */
export async function answerChat(
  exchange: Exchange,
  { request, stream, warnings }: AskedChat,
  shape: ChatShape,
): Promise<void> {
  const { runtime } = exchange.server;
  const context = requestContext(exchange);
  if (stream) {
    const routed = await runtime.stream(request, context);
    warnings.push(...(await declareNext(exchange, context.app)));
    return shape.stream(routed, warnings);
  }
  const result = await runtime.chat(request, context);
  const all = [...warnings, ...result.warnings, ...(await declareNext(exchange, context.app))];
  sendJson(exchange, 200, shape.body(result, all), routeHeaders(result.route, all));
}
