import { answer, answerChat } from '../answer-chat.ts';
import type { Exchange, Handler } from '../exchange.ts';
import { readOllama } from './read-ollama.ts';
import { sendJson } from '../reply.ts';
import { ollamaShape } from './answer.ts';
import { chatLine, generateLine, type Line } from './lines.ts';
import { parseChat, parseGenerate, type Asked } from './request.ts';

/** Loads or unloads a model of this device; of others nothing is held here. */
async function hold(exchange: Exchange, asked: Extract<Asked, { kind: 'hold' }>, line: Line): Promise<void> {
  const { runtime, clock } = exchange.server;
  const { model, unload } = asked;
  const place = runtime.models().find(({ id }) => id === model)?.place ?? 'local';
  if (place === 'local') await (unload ? runtime.unload(model) : runtime.load(model));
  sendJson(exchange, 200, {
    model,
    created_at: new Date(clock.now()).toISOString(),
    ...line({}),
    done: true,
    done_reason: unload ? 'unload' : 'load',
  });
}

function give(exchange: Exchange, asked: Asked, line: Line): Promise<void> {
  const { runtime } = exchange.server;
  if (asked.kind === 'hold') return hold(exchange, asked, line);
  const shape = ollamaShape(exchange, line);
  if (asked.kind === 'chat') return answerChat(exchange, asked, shape);
  const { request } = asked;
  return answer(exchange, asked, shape, {
    whole: (context) => runtime.complete(request, context),
    parts: (context) => runtime.streamCompletion(request, context),
  });
}

/** `POST /api/chat` */
export const ollamaChat: Handler = async (exchange) =>
  give(exchange, parseChat(await readOllama(exchange), exchange.server.runtime.models()), chatLine);

/** `POST /api/generate` */
export const ollamaGenerate: Handler = async (exchange) =>
  give(exchange, parseGenerate(await readOllama(exchange), exchange.server.runtime.models()), generateLine);
