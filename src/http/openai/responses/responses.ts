import { answerChat } from '../../answer-chat.ts';
import type { Handler } from '../../exchange.ts';
import { readJson } from '../../read-json.ts';
import { responseBody } from './body.ts';
import { itemsOf } from './items.ts';
import { parseResponses } from './request.ts';
import { streamResponse } from './stream.ts';

/** `POST /v1/responses` */
export const responses: Handler = async (exchange) => {
  const { body, ...asked } = parseResponses(await readJson(exchange));
  const created = Math.floor(exchange.server.clock.now() / 1000);
  return answerChat(exchange, asked, {
    body({ choices: [first], route, usage }, warnings) {
      const choice = first ?? { text: '', finishReason: 'stop' };
      const output = itemsOf(choice, route.requestId);
      const done = { status: 'done', finish: choice.finishReason, usage, warnings } as const;
      return responseBody(body, { route, created, output }, done);
    },
    stream: (routed, warnings) => streamResponse(exchange, routed, { body, created, warnings }),
  });
};
