import { pageKey, session } from './session.ts';

/** An answer of the server that is no success, in words for a person. */
export class CallError extends Error {
  readonly status: number;
  readonly code: string;
  /** The next step, where the server knows one. */
  readonly hint: string | undefined;
  /** Names the request in the ledger, where it came so far. */
  readonly requestId: string | undefined;

  constructor(message: string, { status, code, hint, requestId }: CallErrorDetails) {
    super(message);
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.requestId = requestId;
  }
}

interface CallErrorDetails {
  status: number;
  code: string;
  hint?: string;
  requestId?: string;
}

interface ErrorBody {
  error?: { message?: string; code?: string; hint?: string };
}

/** Turns a reply into the error that it tells of. */
async function errorOf(response: Response): Promise<CallError> {
  const body = (await response.json().catch(() => ({}))) as ErrorBody;
  const { message, code, hint } = body.error ?? {};
  const requestId = response.headers.get('x-nearmost-request-id');
  return new CallError(message ?? `The server answered with ${response.status}.`, {
    status: response.status,
    code: code ?? 'unknown',
    ...(hint === undefined ? {} : { hint }),
    ...(requestId === null ? {} : { requestId }),
  });
}

export interface CallOptions {
  /** Sent as JSON; makes it a POST. */
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * One request to the server of this page, with the key of this browser; the reply as it comes, for streams.
 * @throws CallError; status 0: the server could not be reached
 */
export async function open(
  path: string,
  { body, headers = {}, signal }: CallOptions = {},
): Promise<Response> {
  const key = pageKey();
  let response: Response;
  try {
    response = await fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(key === undefined ? {} : { 'x-nearmost-page': key }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new CallError('Nearmost does not answer.', {
      status: 0,
      code: 'unreachable',
      hint: 'See whether it still runs in your terminal, or start it: nearmost up',
    });
  }
  if (response.status === 401) session.value = key === undefined ? 'none' : 'ended';
  if (!response.ok) throw await errorOf(response);
  return response;
}

/**
 * The same, read as JSON.
 * @example const { models } = await call<{ models: ModelEntry[] }>('/admin/models')
 */
export async function call<T>(path: string, options?: CallOptions): Promise<T> {
  const response = await open(path, options);
  return (await response.json()) as T;
}
