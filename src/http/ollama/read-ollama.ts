import type { Exchange } from '../exchange.ts';
import { readJson } from '../read-json.ts';

/**
 * The body as JSON whatever type it names, as Ollama takes it: `curl -d` names a form. The token is in a header all the same,
 * which no form of another site can send.
 */
export const readOllama = (exchange: Exchange): Promise<Record<string, unknown>> =>
  readJson(exchange, { typed: false });
