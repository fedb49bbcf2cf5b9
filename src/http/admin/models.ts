import type { ModelEntry } from '../../contract/index.ts';
import type { Handler } from '../exchange.ts';
import { sendJson } from '../reply.ts';

/** Everything but the path: where files lie is no business of a web page. */
function adminModel({ record, ...entry }: ModelEntry): object {
  if (!record) return entry;
  const { path: _path, ...rest } = record;
  // A chat template is program text of many kilobytes.
  const { chatTemplate, ...info } = rest.info;
  return { ...entry, record: { ...rest, info: { ...info, hasChatTemplate: chatTemplate !== undefined } } };
}

/** `GET /admin/models` */
export const adminModels: Handler = (exchange) =>
  sendJson(exchange, 200, { models: exchange.server.runtime.models().map(adminModel) });
