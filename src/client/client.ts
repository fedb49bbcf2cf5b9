import type { ChatResult } from '../contract/chat.ts';
import type { EmbedRequest, EmbedResult } from '../contract/embed.ts';
import { NearmostError } from '../contract/errors.ts';
import type { LedgerEntry } from '../contract/ledger.ts';
import type { Served } from '../contract/route.ts';
import type { Prewarmed } from '../contract/runtime.ts';
import { findServer, type FindOptions } from './find-server.ts';
import { readWhole } from './read-answer.ts';
import { readVectors } from './read-vectors.ts';
import { openStream, type ClientStream } from './open-stream.ts';
import { broken, createTransport, type CallOptions } from './transport.ts';
import { wireRequest, type Ask } from './wire-request.ts';

/** Where the server is and what every call has in common. */
export interface ClientOptions extends FindOptions, Pick<CallOptions, 'app' | 'label' | 'route' | 'headers'> {
  /** How often a call is made again that may succeed later (busy, overloaded), after the time the server names; default 2. */
  retries?: number;
  /** Default: the global one. */
  fetch?: typeof fetch;
}

/** A client of one server. Nothing is sent before the first call. */
export interface Client {
  /** Answers a conversation. `text` is the first choice's. */
  chat(ask: Ask, options?: CallOptions): Promise<Served<ChatResult> & { text: string }>;
  /** The same, streamed; resolves when the answer begins. */
  stream(ask: Ask, options?: CallOptions): Promise<ClientStream>;
  /** Turns texts into vectors of length 1. */
  embed(
    input: string | readonly string[] | (Omit<EmbedRequest, 'model'> & { model?: string }),
    options?: CallOptions,
  ): Promise<Served<EmbedResult>>;
  /** Says that a model of the server's device will be asked soon. */
  prewarm(model: string, intent?: { app?: string; inMs?: number }): Promise<Prewarmed>;
  /** Says of an answer whether it was good: in words, or from 0 (useless) to 1 (right). What is said later counts. */
  feedback(requestId: string, verdict: 'good' | 'bad' | number): Promise<void>;
  /** How a request went, by its id or the beginning of it; without an id the newest. */
  why(requestId?: string): Promise<LedgerEntry>;
}

const own = (): Readonly<Record<string, string | undefined>> =>
  typeof process === 'undefined' ? {} : process.env;

/**
 * Makes a client. The server is found by `url` and `token`, by `NEARMOST_URL` and `NEARMOST_TOKEN`, or by what a running
 * server left in its home.
 * @example const { text, route } = await createClient({ app: 'mail' }).chat('wake me at 6:30 tomorrow')
 */
export function createClient(options: ClientOptions = {}): Client {
  const { retries = 2, fetch: send = globalThis.fetch, env = own(), url, token, home, ...defaults } = options;
  const place = { url, token, home, env };
  const said = Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined));
  const transport = createTransport({ address: () => findServer(said), defaults, retries, fetch: send });
  const json = async <T>(...call: Parameters<typeof transport>): Promise<T> => {
    const response = await transport(...call);
    try {
      return (await response.json()) as T;
    } catch (error) {
      throw broken(error, call[3]?.signal);
    }
  };

  return {
    async chat(ask, call) {
      const result = readWhole(await json('POST', '/v1/chat/completions', wireRequest(ask, false), call));
      return { ...result, text: result.choices[0]?.text ?? '' };
    },
    stream: async (ask, call) =>
      openStream(await transport('POST', '/v1/chat/completions', wireRequest(ask, true), call), call?.signal),
    async embed(input, call) {
      const request =
        typeof input === 'string' || Array.isArray(input)
          ? { input }
          : (input as Exclude<typeof input, readonly string[]>);
      const body = { model: 'auto', ...request, encoding_format: 'base64' };
      return readVectors(await json('POST', '/v1/embeddings', body, call));
    },
    prewarm: (model, intent = {}) =>
      json('POST', '/admin/prewarm', { app: defaults.app, ...intent, model }, undefined),
    async feedback(requestId, verdict) {
      const said = typeof verdict === 'number' ? { score: verdict } : { verdict };
      await json('POST', '/v1/feedback', { request_id: requestId, ...said }, undefined);
    },
    async why(requestId) {
      if (requestId !== undefined)
        return json('GET', `/admin/requests/${encodeURIComponent(requestId)}`, undefined, undefined);
      const { requests } = await json<{ requests: LedgerEntry[] }>(
        'GET',
        '/admin/requests?limit=1',
        undefined,
        undefined,
      );
      const [newest] = requests;
      if (newest === undefined)
        throw new NearmostError('not_found', 'The ledger holds no request yet.', { hint: '' });
      return newest;
    },
  };
}
