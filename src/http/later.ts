import type { Handler } from './exchange.ts';

/** A handler that is loaded when its address is first called: a server that nobody speaks to in a dialect starts without it. */
export function later(load: () => Promise<Handler>): Handler {
  let loaded: Handler | undefined;
  return async (exchange) => {
    loaded ??= await load();
    return loaded(exchange);
  };
}
