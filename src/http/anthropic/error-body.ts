import type { NearmostError } from '../../contract/index.ts';

/** Anthropic's words for a status; what is not here is `invalid_request_error` below 500 and `api_error` from there on. */
const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
};

/** An error as Anthropic's clients read it; `error_code` is ours, from docs/errors.md. */
export function anthropicError(error: NearmostError, requestId: string): object {
  const rest = error.status < 500 ? 'invalid_request_error' : 'api_error';
  const type = error.code === 'overloaded' ? 'overloaded_error' : (TYPES[error.status] ?? rest);
  return {
    type: 'error',
    error: {
      type,
      message: `${error.message} ${error.hint}`,
      details: { error_code: error.code, ...(error.param === undefined ? {} : { param: error.param }) },
    },
    request_id: requestId,
  };
}
