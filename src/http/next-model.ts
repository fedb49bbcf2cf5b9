import { NearmostError } from '../contract/index.ts';
import type { ServerContext } from './control.ts';
import type { Exchange } from './exchange.ts';

const HEADER = 'x-nearmost-next-model';
const NAME = /^[\x21-\x7E]{1,256}$/;

/**
 * Passes on what the app says it will ask next. To be called once its present answer has begun: then the model that gives
 * it is in use, and nothing is taken from it. It is a hint: what cannot be heeded is a warning, never an error.
 * @returns warnings for the reply
 */
export function declareNext(
  { incoming, server }: Exchange,
  app: string | undefined,
): string[] | Promise<string[]> {
  const model = incoming.headers[HEADER];
  if (model === undefined || model === '') return [];
  if (typeof model !== 'string' || !NAME.test(model)) return [`${HEADER}: ignored, it must name one model`];
  return prewarm(server, model, app);
}

async function prewarm(server: ServerContext, model: string, app: string | undefined): Promise<string[]> {
  try {
    await server.runtime.prewarm(model, app === undefined ? {} : { app });
    return [];
  } catch (thrown) {
    return [`${HEADER}: ignored. ${NearmostError.from(thrown).message}`];
  }
}
