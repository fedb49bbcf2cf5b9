import { NearmostError } from '../../contract/index.ts';
import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';

/** `GET /admin/requests/{id}`; an unambiguous beginning of the id is enough. */
export const adminRequest: Handler = (exchange) => {
  const id = exchange.params['id'] ?? '';
  const entry = exchange.server.runtime.entry(id);
  if (!entry)
    throw new NearmostError('not_found', `The ledger has no request "${id.slice(0, 100)}".`, {
      param: 'id',
      hint: 'See the newest requests: nearmost why',
    });
  sendJson(exchange, 200, entry);
};
