import { NearmostError } from '../contract/errors.ts';
import { errorOf } from './error-of.ts';
import type { ServerAddress } from './find-server.ts';

/** Rules of one call; absent ones are the server's settings. */
export interface CallOptions {
  /** Name of the calling app, 1 to 64 characters. */
  app?: string;
  /** Label of what is sent: `public`, `personal` or `secret`. */
  label?: string;
  /** Pins the call to a place. */
  route?: 'local' | 'cloud';
  /** A model of the server's device that this app asks next; it may be loaded early. */
  nextModel?: string;
  /** More request headers. */
  headers?: Readonly<Record<string, string | undefined>>;
  /** Ends the call, and the work of the server with it. */
  signal?: AbortSignal;
}

export interface TransportOptions {
  address: () => Promise<ServerAddress>;
  /** What every call has unless it says otherwise. */
  defaults: CallOptions;
  /** How often a call is made again that may succeed later. */
  retries: number;
  fetch: typeof fetch;
}

/** Sends requests to the server. */
export type Transport = (
  method: 'GET' | 'POST',
  path: string,
  body: object | undefined,
  options: CallOptions | undefined,
) => Promise<Response>;

const LONGEST_WAIT_S = 30;

function headersOf(token: string, { app, label, route, nextModel, headers }: CallOptions): Headers {
  const sent = new Headers({ authorization: `Bearer ${token}` });
  const named = {
    'x-nearmost-app': app,
    'x-nearmost-label': label,
    'x-nearmost-route': route,
    'x-nearmost-next-model': nextModel,
    ...headers,
  };
  for (const [name, value] of Object.entries(named)) if (value !== undefined) sent.set(name, value);
  return sent;
}

/** What cannot stand in a header is the caller's mistake. */
function sendable(make: () => Headers): Headers {
  try {
    return make();
  } catch (error) {
    throw new NearmostError('invalid_request', 'The token, or a header, holds what cannot be sent.', {
      hint: 'Use printable letters in one line.',
      cause: error,
    });
  }
}

/** Waits; a signal ends it early, without an error. */
function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', go);
      resolve();
    };
    const timer = setTimeout(go, seconds * 1000);
    signal?.addEventListener('abort', go);
    if (signal?.aborted) go();
  });
}

async function failure(response: Response): Promise<NearmostError> {
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined; // a proxy's page: its text helps nobody
  }
  const after = Number(response.headers.get('retry-after') ?? Number.NaN);
  return errorOf(body, response.status, Number.isFinite(after) ? after : undefined);
}

/** Makes the sender: it finds the server with the first call, and repeats what may succeed later before anything came. */
export function createTransport({ address, defaults, retries, fetch }: TransportOptions): Transport {
  let found: Promise<ServerAddress> | undefined;

  async function once(
    method: string,
    path: string,
    body: string | undefined,
    options: CallOptions,
  ): Promise<Response> {
    found ??= address();
    const { url, token } = await found.catch((error: unknown) => {
      found = undefined; // it may have started by the next call
      throw error;
    });
    const headers = sendable(() => headersOf(token, options));
    if (body !== undefined) headers.set('content-type', 'application/json');
    const { signal } = options;
    try {
      return await fetch(new URL(path, url), {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      if (signal?.aborted) throw stopped(error);
      found = undefined; // started again, it may be elsewhere
      throw new NearmostError('not_running', `The server at ${url} does not answer.`, { cause: error });
    }
  }

  return async (method, path, value, own = {}) => {
    const options = { ...defaults, ...own, headers: { ...defaults.headers, ...own.headers } };
    const body = value === undefined ? undefined : JSON.stringify(value);
    for (let left = retries; ; left--) {
      const response = await once(method, path, body, options);
      if (response.ok) return response;
      const error = await failure(response).catch((cause: unknown) => broken(cause, options.signal));
      const wait = error.retryAfter ?? 1;
      if (left <= 0 || !error.retryable || wait > LONGEST_WAIT_S) throw error;
      await pause(wait, options.signal);
      if (options.signal?.aborted) throw stopped(options.signal.reason);
    }
  };
}

/** The error of a call that its caller ended. */
const stopped = (cause: unknown): NearmostError =>
  new NearmostError('cancelled', 'The call was ended by its caller.', { cause });

/** What became of an answer that did not come to its end. */
export const broken = (cause: unknown, signal: AbortSignal | undefined): NearmostError =>
  signal?.aborted === true
    ? stopped(cause)
    : new NearmostError('not_running', 'The connection to the server broke before its answer was whole.', {
        cause,
      });
