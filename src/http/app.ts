import { TrieRouter } from 'hono/router/trie-router';
import type { RequestListener } from 'node:http';
import { NearmostError } from '../contract/index.ts';
import { createBag, type Bag } from '../kit/bag.ts';
import { newRequestId } from '../router/journey.ts';
import type { ServerContext } from './control.ts';
import { allowOrigin, answerPreflight, isPreflight } from './cors.ts';
import { dialectOf } from './dialect.ts';
import { openExchange, type Exchange, type Handler } from './exchange.ts';
import type { Guard } from './guard.ts';
import { sendError } from './reply.ts';
import type { Route } from './route.ts';

const pathOf = (url: string): string => (url.includes('?') ? url.slice(0, url.indexOf('?')) : url);

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
  active: Bag<Exchange>;
}

/** A part of a path as it was meant; what cannot be decoded stays as it is. */
function decoded(part: string): string {
  try {
    return part.includes('%') ? decodeURIComponent(part) : part;
  } catch {
    return part;
  }
}

/**
 * Joins the guard and the route table to one listener. The guard stands in front of everything, so that a new route cannot
 * forget it; replies go straight to the socket (docs/decisions/0006-http-replies.md).
 */
export function createApp(server: ServerContext, guard: Guard, routes: readonly Route[]): App {
  const active = createBag<Exchange>();
  const open = new Set(routes.filter((route) => route.public).map((route) => route.path));
  const router = new TrieRouter<Handler>();
  for (const { method, path, handler } of routes) router.add(method, path, handler);
  // nearly every request is for an address without parts
  const plain = new Map<string, Map<string, Handler>>();
  for (const { method, path, handler } of routes) {
    if (path.includes(':')) continue;
    const there = plain.get(path) ?? new Map<string, Handler>();
    plain.set(path, there.set(method, handler));
  }

  const fail = (exchange: Exchange, thrown: unknown): void => {
    let error = NearmostError.from(thrown);
    if (error.code === 'cancelled' && server.stopping.aborted)
      error = new NearmostError('not_running', 'The server is stopping.', { cause: error });
    // Half a reply that nobody will finish: cut it off, so that the caller sees that it is not whole.
    if (exchange.outgoing.headersSent) exchange.outgoing.destroy();
    else {
      const { errorBody } = dialectOf(exchange.incoming);
      sendError(exchange, error, (told) => errorBody(told, exchange.requestId));
    }
  };

  /** Runs what serves the path. @throws NearmostError not_found, method_not_allowed */
  async function serve(exchange: Exchange, asked: string, path: string): Promise<void> {
    const method = asked === 'HEAD' ? 'GET' : asked;
    const exact = plain.get(path)?.get(method);
    if (exact) {
      await exact(exchange);
      return;
    }
    const [found] = router.match(method, path)[0] as [Handler, Record<string, string>][];
    if (!found) {
      const allowed = ['GET', 'POST'].filter((other) => router.match(other, path)[0].length > 0);
      if (allowed.length > 0) exchange.headers['allow'] = allowed.join(', ');
      throw unserved(asked, path, allowed);
    }
    const [handler, params] = found;
    exchange.params = Object.fromEntries(Object.entries(params).map(([name, part]) => [name, decoded(part)]));
    await handler(exchange);
  }

  const listener: RequestListener = (incoming, outgoing) => {
    const requestId = newRequestId(server.clock.now());
    const exchange = openExchange(server, incoming, outgoing, requestId);
    const path = pathOf(incoming.url ?? '/');
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
      if (!open.has(path)) guard.authenticate(incoming);
    } catch (thrown) {
      fail(exchange, thrown);
      return;
    }
    outgoing.on('close', active.add(exchange));
    serve(exchange, incoming.method ?? 'GET', path).catch((thrown: unknown) => fail(exchange, thrown));
  };
  return { listener, active };
}
