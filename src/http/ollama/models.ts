import { z } from 'zod';
import type { Handler } from '../exchange.ts';
import { modelNamed } from '../models.ts';
import { readOllama } from './read-ollama.ts';
import { sendJson } from '../reply.ts';
import { modelField } from '../sampling.ts';
import { validate } from '../validate.ts';
import { runningOf, shownModel, tagOf } from './model-body.ts';
import { modelOf } from './model-name.ts';

/** The version of Ollama's interface that is spoken here: clients ask for a least one. Ours is told beside it. */
const INTERFACE = '0.12.6';
const showSchema = z.object({ model: modelField });

/** `GET /api/version` */
export const ollamaVersion: Handler = (exchange) =>
  sendJson(exchange, 200, { version: INTERFACE, nearmost: { version: exchange.server.version } });

/** `GET /api/tags` */
export const ollamaTags: Handler = (exchange) =>
  sendJson(exchange, 200, { models: exchange.server.runtime.models().map(tagOf) });

/** `GET /api/ps` */
export const ollamaPs: Handler = async (exchange) => {
  const { runtime, settings } = exchange.server;
  const models = runtime.models();
  const idleMs = settings.local.idleUnloadS * 1000;
  const loaded = await runtime.loaded();
  sendJson(exchange, 200, { models: loaded.map((state) => runningOf(state, models, idleMs)) });
};

/** `POST /api/show`; older clients say `name`. */
export const ollamaShow: Handler = async (exchange) => {
  const { name, ...raw } = await readOllama(exchange);
  const { model } = validate(showSchema, { ...raw, model: raw['model'] ?? name });
  const models = exchange.server.runtime.models();
  sendJson(exchange, 200, shownModel(modelNamed(models, modelOf(model, models))));
};
