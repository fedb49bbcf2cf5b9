/** How one kind of error is shown and handled. */
export interface ErrorKind {
  /** HTTP status of the error in every dialect. */
  status: number;
  /** `type` of the error in the OpenAI dialect; the other dialects derive theirs from `status`. */
  type: string;
  /** True when the same request may succeed later or elsewhere. */
  retryable: boolean;
  /** The next step, used when the thrower knows no better one. */
  hint: string;
}

const bad = (hint: string): ErrorKind => ({
  status: 400,
  type: 'invalid_request_error',
  retryable: false,
  hint,
});
const later = (status: number, type: string, hint: string): ErrorKind => ({
  status,
  type,
  retryable: true,
  hint,
});
const never = (status: number, type: string, hint: string): ErrorKind => ({
  status,
  type,
  retryable: false,
  hint,
});

/** The one table of errors. `docs/errors.md` is generated from it. */
export const ERRORS = {
  invalid_request: bad('Correct the named field and send the request again.'),
  invalid_json: bad('Send a JSON body; check quotes and commas.'),
  unsupported: bad('Leave the feature out, or choose a model that has it: nearmost ls'),
  context_too_long: bad('Shorten the messages, or use a model with a longer context: nearmost ls'),
  invalid_schema: bad('Use the JSON Schema keywords listed in docs/structured-output.md.'),
  config_invalid: bad('See every setting with its origin: nearmost config'),
  invalid_model_file: never(422, 'invalid_request_error', 'Fetch the file again: nearmost pull <name>'),
  unauthorized: never(
    401,
    'authentication_error',
    'Send the token of the server (~/.nearmost/token, nearmost up says where): Authorization: Bearer <token>',
  ),
  forbidden_host: never(
    403,
    'permission_error',
    'Use http://127.0.0.1, or allow the name: nearmost config set server.allowedHosts <name>',
  ),
  forbidden_origin: never(
    403,
    'permission_error',
    'Allow the page: nearmost config set server.allowedOrigins <origin>',
  ),
  unknown_model: never(404, 'invalid_request_error', 'See the models: nearmost ls'),
  not_found: never(404, 'invalid_request_error', 'See the addresses: docs/http.md'),
  method_not_allowed: never(405, 'invalid_request_error', 'See the addresses: docs/http.md'),
  payload_too_large: never(
    413,
    'invalid_request_error',
    'Send less, or raise the limit: nearmost config set server.maxBodyMb <MB>',
  ),
  no_candidate: never(422, 'invalid_request_error', 'See why: nearmost why <request-id>'),
  budget_exceeded: never(
    402,
    'insufficient_quota',
    'Raise the cap: nearmost config set budget.dayUsd <amount>',
  ),
  output_invalid: never(
    422,
    'invalid_response_error',
    'Simplify the schema or choose a stronger model: nearmost pull',
  ),
  engine_missing: never(501, 'api_error', 'See what this machine lacks: nearmost doctor'),
  model_too_big: never(422, 'invalid_request_error', 'Choose a smaller variant: nearmost pull'),
  load_failed: later(503, 'api_error', 'See what happened: nearmost doctor'),
  engine_crashed: later(503, 'api_error', 'Send the request again: the model is loaded anew.'),
  overloaded: later(503, 'api_error', 'Try again after the time in retry-after.'),
  cancelled: never(499, 'api_error', 'The caller went away; nothing to do.'),
  timeout: later(
    504,
    'api_error',
    'Try again, or raise the limit: nearmost config set router.timeoutMs <ms>',
  ),
  upstream_rate_limited: later(
    429,
    'rate_limit_error',
    'Wait for the time in retry-after, or add another provider: nearmost keys add',
  ),
  upstream_quota: later(
    429,
    'insufficient_quota',
    'Add credit with the provider, or another provider: nearmost keys add',
  ),
  upstream_auth: later(502, 'api_error', 'Check the key: nearmost keys add <provider>'),
  upstream_unavailable: later(
    502,
    'api_error',
    'Try again later, or add another provider: nearmost keys add',
  ),
  upstream_rejected: never(
    400,
    'invalid_request_error',
    'The provider refused this request; see its message.',
  ),
  upstream_bad_answer: later(
    502,
    'api_error',
    'Try again; if it lasts, add another provider: nearmost keys add',
  ),
  offline: later(
    503,
    'api_error',
    'Connect to the network, or turn offline mode off: nearmost config set router.offline false',
  ),
  egress_refused: never(
    403,
    'permission_error',
    'Content with this label stays on the device; see docs/privacy.md',
  ),
  teacher_refused: never(403, 'permission_error', 'See what each teacher allows: nearmost learn terms'),
  metered_link: never(403, 'permission_error', 'Allow it with --metered-ok, or fetch it on another link.'),
  download_failed: later(502, 'api_error', 'Run the same command again: it goes on where it stopped.'),
  checksum_mismatch: later(
    502,
    'api_error',
    'Run the same command again; if it fails twice, the source is damaged.',
  ),
  invalid_package: never(
    422,
    'invalid_request_error',
    'Ask its publisher for a sound one; see docs/packages.md',
  ),
  package_refused: never(403, 'permission_error', 'See whom you trust: nearmost trust list'),
  disk_full: later(507, 'api_error', 'Make room: nearmost ls, nearmost rm <model>'),
  home_unusable: never(500, 'api_error', 'Choose another folder: NEARMOST_HOME=<folder>'),
  port_in_use: never(500, 'api_error', 'Choose another port: nearmost up --port <port>'),
  not_running: never(503, 'api_error', 'Start the server: nearmost up'),
  internal: never(500, 'api_error', 'Please report it with the output of: nearmost doctor --json'),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** Options of a {@link NearmostError}. */
export interface ErrorOptions {
  /** The next command or step; default: the table's hint. */
  hint?: string;
  /** The request field, setting or file that is at fault. */
  param?: string;
  /** Seconds after which a retry makes sense. */
  retryAfter?: number;
  cause?: unknown;
}

const MARK = Symbol.for('nearmost.error');

/** Things that look like secrets: provider keys, bearer tokens, keys in a query string. */
const SECRET =
  /\b(?:sk|gsk|xai|key|csk|pk|rk|AIza|nm)[-_][\w-]{8,}|\bAIza[\w-]{20,}|(?<=[Bb]earer\s)[^\s"'<]+|(?<=[?&](?:key|token|api_key)=)[^&\s"']+/g;

/** Replaces whatever looks like a secret. Applied to every message that may be shown or stored. */
export function redact(text: string): string {
  return text.replace(SECRET, '[redacted]');
}

/**
 * The one error class. `message` says what happened and why; `hint` is the next command.
 * @example throw new NearmostError('unknown_model', 'There is no model "qwen9" on this device.')
 */
export class NearmostError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly type: string;
  readonly retryable: boolean;
  readonly hint: string;
  readonly param: string | undefined;
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(redact(message), options.cause === undefined ? undefined : { cause: options.cause });
    const kind: ErrorKind = ERRORS[code];
    this.name = 'NearmostError';
    this.code = code;
    this.status = kind.status;
    this.type = kind.type;
    this.retryable = kind.retryable;
    this.hint = redact(options.hint ?? kind.hint);
    this.param = options.param;
    this.retryAfter = options.retryAfter;
    Object.defineProperty(this, MARK, { value: true });
  }

  /** True for errors of this class, also those of another copy of the package. */
  static isInstance(error: unknown): error is NearmostError {
    return typeof error === 'object' && error !== null && MARK in error;
  }

  /** Any thrown value as a NearmostError; unknown ones become `internal`. */
  static from(error: unknown): NearmostError {
    if (NearmostError.isInstance(error)) return error;
    if (error instanceof Error && error.name === 'AbortError')
      return new NearmostError('cancelled', 'The request was cancelled.', { cause: error });
    const text = error instanceof Error ? error.message : String(error);
    return new NearmostError('internal', `Something went wrong inside Nearmost: ${text}`, { cause: error });
  }

  toJSON(): {
    code: ErrorCode;
    message: string;
    hint: string;
    retryable: boolean;
    param?: string;
    retryAfter?: number;
  } {
    return {
      code: this.code,
      message: this.message,
      hint: this.hint,
      retryable: this.retryable,
      ...(this.param === undefined ? {} : { param: this.param }),
      ...(this.retryAfter === undefined ? {} : { retryAfter: this.retryAfter }),
    };
  }
}
