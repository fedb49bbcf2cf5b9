import { ERRORS, NearmostError, type ErrorCode } from '../contract/errors.ts';

/**
 * The error in a body of the server, with its code where we know it.
 * @param retryAfter seconds
 */
export function errorOf(body: unknown, status: number, retryAfter?: number): NearmostError {
  const error = (
    body as { error?: { message?: unknown; code?: unknown; hint?: unknown; param?: unknown } | null } | null
  )?.error;
  const known = typeof error?.code === 'string' && Object.hasOwn(ERRORS, error.code);
  const code: ErrorCode = known ? (error.code as ErrorCode) : 'internal';
  const said =
    typeof error?.message === 'string'
      ? error.message
      : `The server answered with status ${status} and no message.`;
  // The server's sentence ends with the hint: taken apart again where it is the table's own.
  const usual = ERRORS[code].hint;
  const split = said.endsWith(` ${usual}`);
  return new NearmostError(code, split ? said.slice(0, -usual.length - 1) : said, {
    hint: typeof error?.hint === 'string' ? error.hint : split ? usual : '',
    ...(typeof error?.param === 'string' ? { param: error.param } : {}),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}
