import { NearmostError, type ModelEntry } from '../../contract/index.ts';
import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';

const wireModel = ({ id, created, ownedBy, place }: ModelEntry): object => ({
  id,
  object: 'model',
  created,
  owned_by: ownedBy,
  nearmost: { place },
});

/** `GET /v1/models` */
export const listModels: Handler = (exchange) =>
  sendJson(exchange, 200, { object: 'list', data: exchange.server.runtime.models().map(wireModel) });

/** `GET /v1/models/{id}`; the id may hold slashes, plain or encoded. */
export const retrieveModel: Handler = (exchange) => {
  const id = exchange.params['id'] ?? '';
  const model = exchange.server.runtime.models().find((entry) => entry.id === id);
  if (!model)
    throw new NearmostError('unknown_model', `There is no model "${id.slice(0, 200)}".`, { param: 'model' });
  sendJson(exchange, 200, wireModel(model));
};
