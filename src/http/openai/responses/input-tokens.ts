import type { Handler } from '../../exchange.ts';
import { readJson } from '../../read-json.ts';
import { sendJson } from '../../reply.ts';
import { requestContext } from '../../request-context.ts';
import { parseResponses } from './request.ts';

/** `POST /v1/responses/input_tokens` */
export const inputTokens: Handler = async (exchange) => {
  const { request } = parseResponses(await readJson(exchange));
  const count = await exchange.server.runtime.countTokens(request, requestContext(exchange));
  sendJson(exchange, 200, {
    object: 'response.input_tokens',
    input_tokens: count.inputTokens,
    nearmost: { model: count.model, method: count.method },
  });
};
