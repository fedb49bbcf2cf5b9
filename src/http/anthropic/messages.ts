import { answerChat } from '../answer-chat.ts';
import type { Handler } from '../exchange.ts';
import { readJson } from '../read-json.ts';
import { sendJson } from '../reply.ts';
import { requestContext } from '../request-context.ts';
import { messageBody } from './message-body.ts';
import { streamMessage } from './message-stream.ts';
import { parseMessages } from './request.ts';

/** `POST /v1/messages` */
export const messages: Handler = async (exchange) =>
  answerChat(exchange, parseMessages(await readJson(exchange)), {
    body: messageBody,
    stream: (routed, warnings) => streamMessage(exchange, routed, warnings),
  });

/** `POST /v1/messages/count_tokens`: by the tokenizer of the model that would be asked first, else an estimate. */
export const countMessageTokens: Handler = async (exchange) => {
  const { request, warnings } = parseMessages(await readJson(exchange));
  const { inputTokens, model, method } = await exchange.server.runtime.countTokens(
    request,
    requestContext(exchange),
  );
  sendJson(exchange, 200, { input_tokens: inputTokens, nearmost: { model, method, warnings } });
};
