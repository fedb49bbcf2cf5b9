import type { Call } from '../../src/http/testing/serve.ts';

/** A conversation of one message. */
export const user = (content: unknown): { messages: object[] } => ({ messages: [{ role: 'user', content }] });

const post = (body: unknown, headers: Call['headers'] = {}, path = '/v1/chat/completions'): Call => ({
  path,
  body,
  headers,
});

/** A chat with the model `tiny`, with other fields than usual. */
export const chat = (fields: object, headers?: Call['headers']): Call =>
  post({ model: 'local/tiny', max_tokens: 4, ...user('hello'), ...fields }, headers);

/** What went wrong -> the call, the error, words of its message and next step, and whether the ledger has a row. */
export const TABLE: [
  name: string,
  call: Call,
  error: [status: number, code: string],
  words: string,
  row: 'row' | 'no row',
][] = [
  ['an unknown model', chat({ model: 'nope' }), [404, 'unknown_model'], 'nearmost ls', 'row'],
  ['an unknown local model', chat({ model: 'local/nope' }), [404, 'unknown_model'], 'nearmost ls', 'row'],
  ['a path as a model', chat({ model: 'local/../tiny' }), [404, 'unknown_model'], 'nearmost ls', 'row'],
  [
    'a provider without a key',
    chat({ model: 'openai/gpt-5' }, { 'x-nearmost-label': 'public' }),
    [422, 'no_candidate'],
    'nearmost keys add openai',
    'row',
  ],
  [
    'a pin that the label forbids',
    chat({ model: 'mine/m' }),
    [422, 'no_candidate'],
    'x-nearmost-label: public',
    'row',
  ],
  [
    'pins that exclude each other',
    chat({}, { 'x-nearmost-route': 'cloud' }),
    [422, 'no_candidate'],
    'pinned to the cloud',
    'row',
  ],
  [
    'pins that exclude each other, the other way',
    chat({ model: 'mine/m' }, { 'x-nearmost-route': 'local', 'x-nearmost-label': 'public' }),
    [422, 'no_candidate'],
    'pinned to this device',
    'row',
  ],
  [
    'an image for a text model',
    chat(user([{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } }])),
    [422, 'no_candidate'],
    'text only',
    'row',
  ],
  [
    'embeddings of no embedding model',
    post({ model: 'auto', input: 'x' }, {}, '/v1/embeddings'),
    [422, 'no_candidate'],
    'no embedding model',
    'row',
  ],
  [
    'a file that is no longer a model',
    chat({ model: 'local/unsound' }),
    [404, 'unknown_model'],
    'cannot be used: its file',
    'row',
  ],
  [
    'a prompt over the context',
    chat(user('x'.repeat(600))),
    [400, 'context_too_long'],
    'context is 256',
    'row',
  ],
  [
    'a raw prompt over the context',
    post({ model: 'local/tiny', prompt: 'x'.repeat(600) }, {}, '/v1/completions'),
    [400, 'context_too_long'],
    'context is 256',
    'row',
  ],
  [
    'a text to embed over the context',
    post({ model: 'local/tiny', input: 'x'.repeat(600) }, {}, '/v1/embeddings'),
    [400, 'context_too_long'],
    'the model takes',
    'row',
  ],
  [
    'a hopelessly long prompt',
    chat(user('x'.repeat(1_000_000))),
    [400, 'context_too_long'],
    'too long for its context of 256',
    'row',
  ],
  [
    'more dimensions than there are',
    post({ model: 'local/tiny', input: 'x', dimensions: 9999 }, {}, '/v1/embeddings'),
    [400, 'invalid_request'],
    'vectors of 64',
    'row',
  ],
  [
    'a schema that nothing fits',
    chat({
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'x', schema: { type: 'integer', minimum: 5, maximum: 3 } },
      },
    }),
    [400, 'invalid_schema'],
    'exclude each other',
    'row',
  ],
  [
    'a schema elsewhere',
    chat({
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'x', schema: { $ref: 'http://127.0.0.1/x' } },
      },
    }),
    [400, 'invalid_schema'],
    'outside of it',
    'row',
  ],
  ['no JSON', post('{"model":'), [400, 'invalid_json'], 'quotes and commas', 'no row'],
  [
    'NaN',
    post('{"model":"auto","temperature":NaN,"messages":[{"role":"user","content":"x"}]}'),
    [400, 'invalid_json'],
    'quotes and commas',
    'no row',
  ],
  [
    '1e999',
    post('{"model":"auto","max_tokens":1e999,"messages":[{"role":"user","content":"x"}]}'),
    [400, 'invalid_request'],
    'from 1 to 1048576',
    'no row',
  ],
  ['a negative number', chat({ max_tokens: -1 }), [400, 'invalid_request'], 'from 1 to 1048576', 'no row'],
  ['a fraction of a choice', chat({ n: 1.5 }), [400, 'invalid_request'], 'from 1 to 64', 'no row'],
  [
    'a tool that is not there',
    chat({
      tools: [{ type: 'function', function: { name: 'a' } }],
      tool_choice: { type: 'function', function: { name: 'b' } },
    }),
    [400, 'invalid_request'],
    'does not have',
    'no row',
  ],
  [
    'nesting without end',
    post(`{"model":"auto","messages":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
    [400, 'invalid_request'],
    'messages[0]',
    'no row',
  ],
  ['no token', chat({}, { authorization: null }), [401, 'unauthorized'], 'Bearer <token>', 'no row'],
  [
    'a wrong token',
    chat({}, { authorization: 'Bearer wrong' }),
    [401, 'unauthorized'],
    'Bearer <token>',
    'no row',
  ],
  [
    'a foreign host',
    chat({}, { host: 'evil.example' }),
    [403, 'forbidden_host'],
    'server.allowedHosts',
    'no row',
  ],
  [
    'a foreign origin',
    chat({}, { origin: 'https://evil.example' }),
    [403, 'forbidden_origin'],
    'server.allowedOrigins',
    'no row',
  ],
  [
    'a page of another site',
    chat({}, { 'sec-fetch-site': 'cross-site' }),
    [403, 'forbidden_origin'],
    'server.allowedOrigins',
    'no row',
  ],
  [
    'a word that is no place',
    chat({}, { 'x-nearmost-route': 'moon' }),
    [400, 'invalid_request'],
    'x-nearmost-route',
    'no row',
  ],
];
