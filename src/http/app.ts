import { getRequestListener } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { NearmostError } from '../contract/index.ts';
import { newRequestId } from '../router/journey.ts';
import type { ServerContext } from './control.ts';
import { allowOrigin, answerPreflight, isPreflight } from './cors.ts';
import { dialectOf } from './dialect.ts';
import { openExchange, type Exchange } from './exchange.ts';
import type { Guard } from './guard.ts';
import { sendError } from './reply.ts';
import type { Route } from './routes.ts';

const EXCHANGE = Symbol('exchange');
/** The exchange travels on the message: a WeakMap would cost more in garbage collection than all of the routing. */
type Marked = IncomingMessage & { [EXCHANGE]?: Exchange };

interface Bindings {
  incoming: Marked;
  outgoing: ServerResponse;
}

const pathOf = (url: string): string => url.split('?', 1)[0] ?? url;

/** The error of a path that no route serves with this method. */
function unserved(method: string, path: string, allowed: readonly string[]): NearmostError {
  if (allowed.length === 0)
    return new NearmostError('not_found', `There is nothing at ${path.slice(0, 200)}.`);
  return new NearmostError('method_not_allowed', `${method} does not work at ${path.slice(0, 200)}.`, {
    hint: `Use ${allowed.join(' or ')}.`,
  });
}

export interface App {
  listener: RequestListener;
  /** Requests under way. */
  active: Set<Exchange>;
}

/**
 * Joins the guard and the route table to one listener. The guard stands in front of everything, so that a new route cannot
 * forget it; replies go straight to the socket (docs/decisions/0006-http-replies.md).
 */
export function createApp(server: ServerContext, guard: Guard, routes: readonly Route[]): App {
  const active = new Set<Exchange>();
  const open = new Set(routes.filter((route) => route.public).map((route) => route.path));
  const hono = new Hono<{ Bindings: Bindings }>({ strict: true });

  const fail = (exchange: Exchange, thrown: unknown): Response => {
    let error = NearmostError.from(thrown);
    if (error.code === 'cancelled' && server.stopping.aborted)
      error = new NearmostError('not_running', 'The server is stopping.', { cause: error });
    // Half a reply that nobody will finish: cut it off, so that the caller sees that it is not whole.
    if (exchange.outgoing.headersSent) exchange.outgoing.destroy();
    else {
      const { errorBody } = dialectOf(exchange.incoming);
      sendError(exchange, error, (told) => errorBody(told, exchange.requestId));
    }
    return RESPONSE_ALREADY_SENT;
  };

  for (const { method, path, handler } of routes)
    hono.on(method, path, async (c) => {
      const exchange = c.env.incoming[EXCHANGE] as Exchange;
      try {
        exchange.params = c.req.param() as Record<string, string>;
        const response = await handler(exchange);
        if (!response) return RESPONSE_ALREADY_SENT;
        exchange.outgoing.setHeaders(new Headers(exchange.headers as Record<string, string>));
        return response;
      } catch (thrown) {
        return fail(exchange, thrown);
      }
    });
  hono.notFound((c) => {
    const exchange = c.env.incoming[EXCHANGE] as Exchange;
    const path = pathOf(exchange.incoming.url ?? '/');
    const allowed = ['GET', 'POST'].filter((method) => hono.router.match(method, path)[0].length > 0);
    if (allowed.length > 0) exchange.headers['allow'] = allowed.join(', ');
    return fail(exchange, unserved(c.req.method, path, allowed));
  });

  // The library's way to make global Request and Response its own would reach into the programs that embed the server.
  const route = getRequestListener(hono.fetch, { overrideGlobalObjects: false, autoCleanupIncoming: false });

  const listener: RequestListener = (incoming, outgoing) => {
    const requestId = newRequestId(server.clock.now());
    const exchange = openExchange(server, incoming, outgoing, requestId);
    const { idHeader } = dialectOf(incoming);
    if (idHeader !== undefined) exchange.headers[idHeader] = requestId;
    try {
      const origin = guard.admit(incoming);
      if (origin !== undefined) {
        allowOrigin(exchange, origin);
        if (isPreflight(incoming)) {
          answerPreflight(exchange);
          return;
        }
      }
      if (!open.has(pathOf(incoming.url ?? '/'))) guard.authenticate(incoming);
    } catch (thrown) {
      fail(exchange, thrown);
      return;
    }
    (incoming as Marked)[EXCHANGE] = exchange;
    active.add(exchange);
    outgoing.once('close', () => active.delete(exchange));
    void route(incoming, outgoing);
  };
  return { listener, active };
}
