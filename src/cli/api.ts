import { errorOf } from '../client/error-of.ts';
import { NearmostError } from '../contract/errors.ts';
import { readSse } from '../kit/sse.ts';

/** An answer of the server, whole. */
export interface ApiResponse {
  status: number;
  headers: Headers;
  body: unknown;
  /** From asking to the last byte. */
  ms: number;
}

/** A client of one server on this machine. */
export interface Api {
  readonly url: string;
  /** Whether a Nearmost server answers at `/health` within `timeoutMs` (5000: a busy machine is slow). */
  healthy(timeoutMs?: number): Promise<boolean>;
  /** Asks; errors of the server come back as values. */
  ask(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<ApiResponse>;
  /** Asks; errors of the server are thrown. */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  /** Streams a chat: `head` has the response headers, `data` the JSON of each event. */
  stream(
    body: unknown,
    headers?: Record<string, string>,
    within?: AbortSignal,
  ): Promise<{ headers: Headers; data: AsyncIterable<unknown> }>;
  /** Long work of the server: gives its result, tells its progress. Errors are thrown. */
  follow<T>(path: string, body: object, onProgress: (words: string) => void): Promise<T>;
}

export interface ApiOptions {
  url: string;
  token: string;
  signal?: AbortSignal;
}

/** The JSON of each event up to `[DONE]`; an error on the way is thrown. */
async function* eventData(body: AsyncIterable<Uint8Array>): AsyncGenerator {
  for await (const { data } of readSse(body)) {
    if (data === '[DONE]') return;
    const value = JSON.parse(data) as unknown;
    if (typeof value === 'object' && value !== null && 'error' in value) throw errorOf(value, 200);
    yield value;
  }
}

/** Makes a client. Nothing is sent before the first call. */
export function createApi({ url, token, signal }: ApiOptions): Api {
  const request = async (
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
    within?: AbortSignal,
  ): Promise<Response> => {
    const open = path === '/health'; // the token goes to none but a server that is known to be ours
    const signals = [signal, within].filter((each) => each !== undefined);
    try {
      return await fetch(new URL(path, url), {
        method,
        headers: {
          ...(open ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
      });
    } catch (error) {
      if (signal?.aborted || within?.aborted)
        throw new NearmostError('cancelled', 'Stopped.', { cause: error });
      throw new NearmostError('not_running', `The server at ${url} does not answer.`, { cause: error });
    }
  };
  const events = async (
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
    within?: AbortSignal,
  ): Promise<{ headers: Headers; data: AsyncIterable<unknown> }> => {
    const response = await request('POST', path, body, headers, within);
    if (!response.ok || response.body === null) {
      const text = await response.text();
      throw errorOf(text.startsWith('{') ? JSON.parse(text) : undefined, response.status);
    }
    return { headers: response.headers, data: eventData(response.body) };
  };
  const ask: Api['ask'] = async (method, path, body, headers = {}) => {
    const began = performance.now();
    const response = await request(method, path, body, headers);
    const text = await response.text();
    const ms = performance.now() - began;
    let parsed: unknown = text;
    if (response.headers.get('content-type')?.includes('json')) parsed = JSON.parse(text) as unknown;
    return { status: response.status, headers: response.headers, body: parsed, ms };
  };
  const checked = async <T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> => {
    const answer = await ask(method, path, body);
    if (answer.status >= 400) throw errorOf(answer.body, answer.status);
    return answer.body as T;
  };
  return {
    url,
    ask,
    get: (path) => checked('GET', path),
    post: (path, body) => checked('POST', path, body),
    async healthy(timeoutMs = 5000) {
      try {
        const response = await request('GET', '/health', undefined, {}, AbortSignal.timeout(timeoutMs));
        return ((await response.json()) as { server?: unknown }).server === 'nearmost';
      } catch {
        return false;
      }
    },
    async stream(body, headers = {}, within) {
      return events('/v1/chat/completions', body, headers, within);
    },
    async follow<T>(path: string, body: object, onProgress: (words: string) => void) {
      const { data } = await events(path, { ...body, stream: true });
      for await (const event of data) {
        const { progress, result } = event as { progress?: string; result?: T };
        if (result !== undefined) return result;
        if (progress !== undefined) onProgress(progress);
      }
      throw new NearmostError('not_running', 'The server ended before its work was done.');
    },
  };
}
