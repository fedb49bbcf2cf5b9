import { NearmostError } from '../contract/index.ts';
import type { Exchange } from './exchange.ts';

const HEADER = 'x-nearmost-next-model';
const NAME = /^[\x21-\x7E]{1,256}$/;

/**
 * Passes on what the app says it will ask next. To be called once its present answer has begun: then the model that gives
 * it is in use, and nothing is taken from it. It is a hint: what cannot be heeded is a warning, never an error.
 * @returns warnings for the reply
 */
export async function declareNext(
  { incoming, server }: Exchange,
  app: string | undefined,
): Promise<string[]> {
  const model = incoming.headers[HEADER];
  if (model === undefined || model === '') return [];
  if (typeof model !== 'string' || !NAME.test(model)) return [`${HEADER}: ignored, it must name one model`];
  try {
    await server.runtime.prewarm(model, app === undefined ? {} : { app });
    return [];
  } catch (thrown) {
    return [`${HEADER}: ignored. ${NearmostError.from(thrown).message}`];
  }
}
