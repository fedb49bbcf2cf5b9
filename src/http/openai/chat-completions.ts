import { answerChat } from '../answer-chat.ts';
import type { Handler } from '../exchange.ts';
import { readJson } from '../read-json.ts';
import { chatBody } from './chat-body.ts';
import { parseChat } from './chat-request.ts';
import { streamChat } from './chat-stream.ts';

/** `POST /v1/chat/completions` */
export const chatCompletions: Handler = async (exchange) => {
  const asked = parseChat(await readJson(exchange));
  const created = Math.floor(exchange.server.clock.now() / 1000);
  await answerChat(exchange, asked, {
    body: (result, warnings) => chatBody(result, created, warnings),
    stream: (routed, warnings) =>
      streamChat(exchange, routed, { created, includeUsage: asked.includeUsage, warnings }),
  });
};
