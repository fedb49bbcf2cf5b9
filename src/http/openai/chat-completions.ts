import type { Handler } from '../exchange.ts';
import { declareNext } from '../next-model.ts';
import { readJson } from '../read-json.ts';
import { sendJson } from '../reply.ts';
import { requestContext } from '../request-context.ts';
import { routeHeaders } from '../route-headers.ts';
import { chatBody } from './chat-body.ts';
import { parseChat } from './chat-request.ts';
import { streamChat } from './chat-stream.ts';

/** `POST /v1/chat/completions` */
export const chatCompletions: Handler = async (exchange) => {
  const { request, stream, includeUsage, warnings } = parseChat(await readJson(exchange));
  const { runtime, clock } = exchange.server;
  const context = requestContext(exchange);
  const created = Math.floor(clock.now() / 1000);
  if (stream) {
    const routed = await runtime.stream(request, context);
    warnings.push(...(await declareNext(exchange, context.app)));
    return streamChat(exchange, routed, { created, includeUsage, warnings });
  }
  const result = await runtime.chat(request, context);
  const all = [...warnings, ...result.warnings, ...(await declareNext(exchange, context.app))];
  return sendJson(exchange, 200, chatBody(result, created, all), routeHeaders(result.route, all));
};
