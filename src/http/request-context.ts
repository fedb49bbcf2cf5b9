import { NearmostError, type Place, type RequestContext } from '../contract/index.ts';
import type { Exchange } from './exchange.ts';

/** What may name an app. */
export const APP = /^[\w][\w .:@/-]{0,63}$/;

function header({ incoming }: Exchange, name: string): string | undefined {
  const value = incoming.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function placeOf(word: string | undefined): Place | undefined {
  if (word === undefined || word === 'auto') return undefined;
  if (word === 'local' || word === 'cloud') return word;
  throw new NearmostError('invalid_request', 'The header "x-nearmost-route" must be local, cloud or auto.', {
    param: 'x-nearmost-route',
  });
}

/**
 * Who asks and under which rules, from the request headers. A label is passed on as it is: the runtime treats unknown
 * words as `secret`.
 */
export function requestContext(exchange: Exchange): RequestContext {
  const context: RequestContext = { requestId: exchange.requestId, signal: exchange.signal };
  const app = header(exchange, 'x-nearmost-app');
  if (app !== undefined) {
    if (!APP.test(app))
      throw new NearmostError(
        'invalid_request',
        'The header "x-nearmost-app" must have 1 to 64 letters, digits, spaces or . : @ / _ -',
        { param: 'x-nearmost-app' },
      );
    context.app = app;
  }
  // An empty header is a statement too, and none that is known.
  const label = exchange.incoming.headers['x-nearmost-label'];
  if (typeof label === 'string') context.label = label;
  const route = placeOf(header(exchange, 'x-nearmost-route'));
  if (route) context.route = route;
  return context;
}
