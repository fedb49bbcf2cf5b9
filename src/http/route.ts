import type { Handler } from './exchange.ts';

/** One address of the server. */
export interface Route {
  method: 'GET' | 'POST';
  /** With parts in hono's notation: `/v1/models/:id{.+}`. */
  path: string;
  /** True: no token needed. Nothing private may be said there. */
  public?: true;
  handler: Handler;
  /** One line for docs/http.md. */
  about: string;
}
