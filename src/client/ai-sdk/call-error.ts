import { NearmostError } from '../../contract/errors.ts';

/** The marks by which the AI SDK knows errors of calls, also those of other copies of its package. */
const MARKS = ['vercel.ai.error', 'vercel.ai.error.AI_APICallError'].map((name) => Symbol.for(name));

/**
 * An error as the AI SDK knows it, so that it repeats what may succeed later. Errors of ours stay what they are and get
 * the fields that it reads.
 */
export function callError(
  error: unknown,
  signal: AbortSignal | undefined,
  requestBodyValues: unknown,
): unknown {
  if (signal?.aborted) return signal.reason;
  if (!NearmostError.isInstance(error)) return error;
  const { status, retryable, retryAfter } = error;
  Object.assign(error, {
    url: 'nearmost',
    requestBodyValues,
    statusCode: status,
    isRetryable: retryable,
    responseHeaders: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
  });
  for (const mark of MARKS) Object.defineProperty(error, mark, { value: true });
  return error;
}
