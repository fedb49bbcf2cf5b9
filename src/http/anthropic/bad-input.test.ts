import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendHostile } from '../testing/hostile.ts';
import { serveFake, type Served } from '../testing/serve.ts';

let served: Served;
beforeAll(async () => {
  served = await serveFake();
});
afterAll(() => served.server.close());

const messages = [{ role: 'user', content: 'hello' }];
const said = (content: unknown, role = 'user'): object => ({ messages: [{ role, content }] });
const tool = { name: 'look', input_schema: { type: 'object' } };
let deep: object = {};
for (let level = 0; level < 80; level++) deep = { properties: { a: deep } };

test.each([
  [{ model: undefined }, 'model', 'is missing'],
  [{ messages: undefined }, 'messages', 'is missing'],
  [{ messages: [] }, 'messages', 'at least one'],
  [{ messages: [{ role: 'system', content: 'x' }] }, 'messages', 'no message to answer'],
  [said([], 'assistant'), 'messages', 'no message to answer'],
  [said('x', 'wizard'), 'messages[0].role', 'user, assistant or system'],
  [said(5), 'messages[0].content', 'a string or an array of blocks'],
  [said([{ type: 'video' }]), 'messages[0].content[0].type', 'tool_result'],
  [said([{ type: 'text' }]), 'messages[0].content[0].text', 'is missing'],
  [
    said([{ type: 'image', source: { type: 'file', file_id: 'f' } }]),
    'messages[0].content[0].source.type',
    'base64 or url',
  ],
  [
    said([{ type: 'document', source: { type: 'base64', data: 'x' } }]),
    'messages[0].content[0].source.type',
    'no model here reads files',
  ],
  [
    said([{ type: 'image', source: { type: 'base64', media_type: 'png;x', data: 'x' } }]),
    'messages[0].content[0].source.media_type',
    'image/png',
  ],
  [said([{ type: 'tool_result', content: 'x' }]), 'messages[0].content[0].tool_use_id', 'is missing'],
  [
    said([{ type: 'tool_use', id: 'a', name: 'b', input: [] }], 'assistant'),
    'messages[0].content[0].input',
    'must be an object',
  ],
  [{ max_tokens: 0 }, 'max_tokens', 'from 1 to'],
  [{ temperature: 3 }, 'temperature', 'from 0 to 2'],
  [{ stop_sequences: 'x' }, 'stop_sequences', 'up to 16 strings'],
  [{ stop_sequences: [''] }, 'stop_sequences[0]', 'none empty'],
  [{ system: 5 }, 'system', 'a string or an array of blocks'],
  [
    { tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
    'tools[0].type',
    'Anthropic itself runs',
  ],
  [{ tools: [{ ...tool, name: 'a b' }] }, 'tools[0].name', '1 to 128 letters'],
  [{ tools: [tool, tool] }, 'tools', 'Two tools'],
  [{ tools: [{ name: 'a', input_schema: deep }] }, 'tools[0].input_schema', 'deeper than 64'],
  [{ tool_choice: { type: 'any' } }, 'tool_choice', 'does not have'],
  [{ tools: [tool], tool_choice: { type: 'tool', name: 'b' } }, 'tool_choice', 'does not have'],
  [{ tools: [tool], tool_choice: 'auto' }, 'tool_choice', 'auto, any, tool or none'],
  [{ thinking: { type: 'enabled' } }, 'thinking.budget_tokens', 'is missing'],
  [
    { output_config: { format: { type: 'json_schema', schema: deep } } },
    'output_config.format.schema',
    'deeper',
  ],
  [{ output_config: { effort: 'huge' } }, 'output_config.effort', 'low, medium'],
] as [object, string, string][])('%j is refused at %s', async (wrong, param, words) => {
  for (const path of ['/v1/messages', '/v1/messages/count_tokens']) {
    const reply = await served.call({ path, body: { model: 'auto', max_tokens: 9, messages, ...wrong } });
    expect(reply.status).toBe(400);
    expect(reply.json()).toMatchObject({
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: expect.stringContaining(words) as string,
        details: { param },
      },
      request_id: reply.headers['request-id'],
    });
  }
  expect(served.runtime.calls).toEqual([]);
});

test('errors before any handler speak the dialect too', async () => {
  const told = async (call: Parameters<Served['call']>[0]): Promise<unknown> => {
    const reply = await served.call(call);
    const { error } = reply.json() as { error: { type: string; details: { error_code: string } } };
    expect(reply.headers['request-id']).toMatch(/^req_/);
    return [reply.status, error.type, error.details.error_code];
  };
  const path = '/v1/messages';
  const body = { model: 'auto', max_tokens: 9, messages };
  expect(await told({ path, headers: { authorization: null } })).toEqual([
    401,
    'authentication_error',
    'unauthorized',
  ]);
  expect(await told({ path, headers: { host: 'evil.example' } })).toEqual([
    403,
    'permission_error',
    'forbidden_host',
  ]);
  expect(await told({ path })).toEqual([405, 'invalid_request_error', 'method_not_allowed']);
  expect(await told({ path: `${path}/batches`, body })).toEqual([404, 'not_found_error', 'not_found']);
  expect(await told({ path, body: '{' })).toEqual([400, 'invalid_request_error', 'invalid_json']);
  const overload = { ...body, messages: [{ role: 'user', content: 'OVERLOAD' }] };
  expect(await told({ path, body: overload })).toEqual([503, 'overloaded_error', 'overloaded']);
  const gone = { path: '/v1/models/nope', headers: { 'anthropic-version': '2023-06-01' } };
  expect(await told(gone)).toEqual([404, 'not_found_error', 'unknown_model']);
  const page = { path: '/v1/models?limit=many', headers: { 'anthropic-version': '2023-06-01' } };
  expect(await told(page)).toEqual([400, 'invalid_request_error', 'invalid_request']);
});

test('whatever JSON comes, the answer is JSON and the server lives', async () => {
  const fields = [
    'model',
    'messages',
    'system',
    'tools',
    'tool_choice',
    'stream',
    'thinking',
    'output_config',
  ];
  const blocks = said([{ type: 'text', text: 'x' }]) as { messages: unknown };
  const sound = ['auto', messages, blocks.messages, [tool], { type: 'auto' }, { type: 'adaptive' }, true];
  await sendHostile(served, '/v1/messages', fields, sound);
});
