import { NearmostError, type ModelEntry } from '../contract/index.ts';
import { anthropicList, anthropicModel } from './anthropic/model-body.ts';
import { speaksAnthropic } from './dialect.ts';
import { queryOf, type Handler } from './exchange.ts';
import { openaiModel } from './openai/model-body.ts';
import { sendJson } from './reply.ts';

/** `GET /v1/models`, an address of two dialects */
export const listModels: Handler = (exchange) => {
  const models = exchange.server.runtime.models();
  const body = speaksAnthropic(exchange.incoming)
    ? anthropicList(models, queryOf(exchange))
    : { object: 'list', data: models.map(openaiModel) };
  sendJson(exchange, 200, body);
};

/** The model of that id. @throws NearmostError unknown_model */
export function modelNamed(models: readonly ModelEntry[], id: string): ModelEntry {
  const model = models.find((entry) => entry.id === id);
  if (!model)
    throw new NearmostError('unknown_model', `There is no model "${id.slice(0, 200)}".`, { param: 'model' });
  return model;
}

/** `GET /v1/models/{id}`; the id may hold slashes, plain or encoded. */
export const retrieveModel: Handler = (exchange) => {
  const model = modelNamed(exchange.server.runtime.models(), exchange.params['id'] ?? '');
  sendJson(exchange, 200, speaksAnthropic(exchange.incoming) ? anthropicModel(model) : openaiModel(model));
};
