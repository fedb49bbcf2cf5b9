import { expect, test } from 'vitest';
import { NearmostError, type ErrorCode } from '../contract/index.ts';
import { classify, type FailureContext } from './classify.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const about: FailureContext = {
  id: 'acme',
  name: 'Acme',
  model: 'big-1',
  key: 'topsecret-0123456789',
  url: 'https://api.acme.example/v1/chat/completions',
  now: NOW,
};
const answered = (status: number, body: unknown = {}, headers: Record<string, string> = {}): NearmostError =>
  classify({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, about);
const openai = (
  message: string,
  type: string | null = null,
  code: string | null = null,
  param: string | null = null,
): object => ({
  error: { message, type, param, code },
});

const ANSWERS: [string, ErrorCode, number, unknown][] = [
  [
    'wrong key',
    'upstream_auth',
    401,
    openai('Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key'),
  ],
  ['no right', 'upstream_auth', 403, openai('You have no access to this project.', 'permission_error')],
  [
    'Google, wrong key',
    'upstream_auth',
    400,
    [
      {
        error: {
          code: 400,
          message: 'API key not valid.',
          status: 'INVALID_ARGUMENT',
          details: [{ reason: 'API_KEY_INVALID' }],
        },
      },
    ],
  ],
  [
    'moderation',
    'upstream_rejected',
    403,
    { error: { code: 403, message: 'Your input was flagged.', metadata: { reasons: ['x'] } } },
  ],
  ['credits', 'upstream_quota', 402, { error: { code: 402, message: 'Insufficient credits' } }],
  [
    'OpenAI, quota',
    'upstream_quota',
    429,
    openai(
      'You exceeded your current quota, please check your plan and billing details.',
      'insufficient_quota',
      'insufficient_quota',
    ),
  ],
  [
    'Anthropic, balance',
    'upstream_quota',
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'Your credit balance is too low to access the Anthropic API.',
      },
    },
  ],
  ['DeepSeek, balance', 'upstream_quota', 402, openai('Insufficient Balance', 'unknown_error')],
  [
    'rate',
    'upstream_rate_limited',
    429,
    openai('Rate limit reached for requests', 'requests', 'rate_limit_exceeded'),
  ],
  [
    'Google, a rate that speaks of billing',
    'upstream_rate_limited',
    429,
    {
      error: {
        code: 429,
        message: 'You exceeded your current quota, please check your plan and billing details.',
        status: 'RESOURCE_EXHAUSTED',
        details: [{ retryDelay: '12s' }],
      },
    },
  ],
  [
    'Groq, tokens a minute',
    'upstream_rate_limited',
    413,
    openai('Request too large for model: tokens per minute (TPM)', 'tokens', 'rate_limit_exceeded'),
  ],
  ['bad request', 'upstream_rejected', 400, openai('temperature must be at most 2', 'invalid_request_error')],
  [
    'Mistral',
    'upstream_rejected',
    422,
    {
      object: 'error',
      message: {
        detail: [{ type: 'extra_forbidden', loc: ['body', 'n'], msg: 'Extra inputs are not permitted' }],
      },
    },
  ],
  [
    'too long',
    'context_too_long',
    400,
    openai(
      'This model has a maximum context length of 8192 tokens.',
      'invalid_request_error',
      'context_length_exceeded',
    ),
  ],
  [
    'Anthropic, too long',
    'context_too_long',
    400,
    {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' },
    },
  ],
  [
    'unknown model',
    'upstream_rejected',
    404,
    openai(
      'The model `big-1` does not exist or you do not have access to it.',
      'invalid_request_error',
      'model_not_found',
    ),
  ],
  [
    'Ollama, unknown model',
    'upstream_rejected',
    404,
    { error: 'model "big-1" not found, try pulling it first' },
  ],
  ['wrong address', 'upstream_rejected', 404, '<html><head><title>404 Not Found</title></head></html>'],
  ['request timeout', 'timeout', 408, {}],
  ['gateway timeout', 'timeout', 504, '<html>'],
  ['server error', 'upstream_unavailable', 500, openai('The server had an error', 'server_error')],
  [
    'Anthropic, overloaded',
    'upstream_unavailable',
    529,
    { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
  ],
  ['unavailable', 'upstream_unavailable', 503, ''],
  ['moved', 'upstream_unavailable', 301, ''],
];

test.each(ANSWERS)('%s -> %s', (_, code, status, body) => {
  const error = answered(status, body);
  expect(error.code).toBe(code);
  expect(error.message).toContain(`status ${status}`);
});

test('says that the model is unknown, or the address wrong', () => {
  const unknown = answered(404, openai('The model `big-1` does not exist', null, 'model_not_found'));
  expect(unknown.message).toContain('It does not know the model big-1.');
  expect(unknown.hint).toContain('providers.acme.model');
  const wrong = answered(404, '<title>Not Found</title>');
  expect(wrong.message).toContain('Nothing is at https://api.acme.example/v1/chat/completions.');
  expect(wrong.hint).toContain('providers.acme.baseUrl');
});

test.each<[string, number | undefined, number, Record<string, string>, unknown]>([
  ['seconds', 7, 429, { 'retry-after': '7' }, {}],
  ['a date', 90, 429, { 'retry-after': 'Sat, 21 Nov 2026 12:01:30 GMT' }, {}],
  ['a date that has passed', 0, 429, { 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, {}],
  ['milliseconds', 1.5, 429, { 'retry-after-ms': '1500', 'retry-after': '9' }, {}],
  [
    'an exhausted limit',
    360,
    429,
    {
      'x-ratelimit-reset-requests': '6m0s',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-tokens': '9m',
      'x-ratelimit-remaining-tokens': '50',
    },
    {},
  ],
  [
    'milliseconds since 1970',
    30,
    429,
    { 'x-ratelimit-reset': String(NOW + 30_000), 'x-ratelimit-remaining': '0' },
    {},
  ],
  ['seconds since 1970', 20, 429, { 'x-ratelimit-reset': String(NOW / 1000 + 20) }, {}],
  [
    'a moment',
    15,
    429,
    {
      'anthropic-ratelimit-requests-reset': '2026-11-21T12:00:15Z',
      'anthropic-ratelimit-requests-remaining': '0',
    },
    {},
  ],
  ['retryDelay', 12, 429, {}, { error: { details: [{ '@type': 'RetryInfo', retryDelay: '12s' }] } }],
  ['words', 1.2, 429, {}, openai('Rate limit reached. Please try again in 1.2s.')],
  ['words in ms', 0.02, 429, {}, openai('Please try again in 20ms.')],
  ['overload', 5, 529, { 'retry-after': '5' }, {}],
  ['nothing', undefined, 429, {}, {}],
  ['nonsense', undefined, 429, { 'retry-after': 'soon', 'x-ratelimit-reset': '' }, {}],
  ['too long to be true', 86_400, 429, { 'retry-after': '999999' }, {}],
])('retry after: %s', (_, seconds, status, headers, body) => {
  expect(answered(status, body, headers).retryAfter).toBe(seconds);
});

test.each([
  ['param', openai('no', null, 'unsupported_parameter', 'top_p'), 'top_p'],
  [
    'loc',
    { detail: [{ loc: ['body', 'seed'], msg: 'Extra inputs are not permitted', type: 'extra_forbidden' }] },
    'seed',
  ],
  [
    'a deep loc',
    { detail: [{ loc: ['body', 'messages', 0, 'name'], msg: 'Extra inputs are not permitted' }] },
    undefined,
  ],
  [
    'words',
    { error: { message: 'Invalid JSON payload received. Unknown name "seed": Cannot find field.' } },
    'seed',
  ],
  ['other words', openai('`logprobs` is not supported with this model'), 'logprobs'],
])('the field at fault, by %s', (_, body, param) => {
  expect(answered(400, body).param).toBe(param);
});

test('keys never appear, whole, cut or masked', () => {
  for (const quoted of [
    'topsecret-0123456789',
    'topsecret-01...',
    '...23456789',
    'sk-abcd****************wxyz',
    'AIzaSyA-0123456789abcdefghij',
  ])
    expect(answered(400, openai(`bad key ${quoted} given`)).message).toMatch(
      /bad key \S*\[redacted\]\S* given/,
    );
  expect(answered(401, openai('key topsecret-0123456789')).toJSON().message).not.toContain('topsecret');
});

test('long and many-lined messages become one short line', () => {
  const { message } = answered(400, openai(`first\n  second ${'x'.repeat(5000)}`));
  expect(message).toContain('It says: first second xxx');
  expect(message.length).toBeLessThan(400);
});

test('what would steer a terminal is left out', () => {
  const { message } = answered(400, openai('bad \u001b[31mred\u001b]0;title\u0007\u0085 end'));
  expect(message).toContain('It says: bad [31mred]0;title end');
});

const coded = (code: string, name = 'Error'): Error => Object.assign(new Error(code), { code, name });

test.each<[string, unknown, ErrorCode]>([
  ['refused', coded('ECONNREFUSED'), 'upstream_unavailable'],
  [
    'refused on both addresses',
    new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]),
    'upstream_unavailable',
  ],
  ['reset', coded('ECONNRESET'), 'upstream_unavailable'],
  ['closed', coded('UND_ERR_SOCKET', 'SocketError'), 'upstream_unavailable'],
  ['wrapped', new TypeError('terminated', { cause: coded('UND_ERR_SOCKET') }), 'upstream_unavailable'],
  ['unknown name', coded('ENOTFOUND'), 'upstream_unavailable'],
  ['no resolver', coded('EAI_AGAIN'), 'offline'],
  ['no network', coded('ENETUNREACH'), 'offline'],
  ['certificate', coded('CERT_HAS_EXPIRED'), 'upstream_unavailable'],
  ['self-signed', coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'upstream_unavailable'],
  ['headers too late', coded('UND_ERR_HEADERS_TIMEOUT'), 'timeout'],
  ['body too late', coded('UND_ERR_BODY_TIMEOUT'), 'timeout'],
  ['signal of time', new DOMException('late', 'TimeoutError'), 'timeout'],
  ['cancelled', new DOMException('gone', 'AbortError'), 'cancelled'],
  ['no HTTP', coded('HPE_INVALID_CONSTANT', 'HTTPParserError'), 'upstream_bad_answer'],
  ['our own', new NearmostError('egress_refused', 'no'), 'egress_refused'],
  ['a thrown word', 'oops', 'upstream_unavailable'],
])('network: %s', (_, error, code) => {
  const found = classify({ error }, about);
  expect(found.code).toBe(code);
  if (code !== 'cancelled' && code !== 'egress_refused') expect(found.message).toContain('api.acme.example');
});

test('a caller who has gone is not a failure of the provider', () => {
  expect(classify({ error: 'any reason' }, { ...about, signal: AbortSignal.abort('any reason') }).code).toBe(
    'cancelled',
  );
});
