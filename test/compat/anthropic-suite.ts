import Anthropic from '@anthropic-ai/sdk';
import Anthropic0 from 'anthropic-sdk-0';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Target } from './target.ts';

/** The newest client of each major version: what they send and read differs. */
const CLIENTS = {
  '@anthropic-ai/sdk 1': Anthropic,
  '@anthropic-ai/sdk 0': Anthropic0 as unknown as typeof Anthropic,
};

const tools: Anthropic.Tool[] = [
  {
    name: 'get_weather',
    description: 'Weather of a city.',
    input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
];

/** Drives a server with Anthropic's own client, as an app would that only changed its base URL. */
export function anthropicSuite(
  version: keyof typeof CLIENTS,
  name: string,
  start: () => Promise<Target>,
): void {
  const Client = CLIENTS[version];
  describe(`${version} on ${name}`, () => {
    let target: Target;
    let client: Anthropic;
    let model: string;
    beforeAll(async () => {
      target = await start();
      ({ model } = target);
      client = new Client({ baseURL: target.url, apiKey: target.token, authToken: null, maxRetries: 0 });
    });
    afterAll(() => target.close());

    // What the newest client no longer has types for, the one before it still sends.
    type Ask = Anthropic.MessageCreateParamsNonStreaming & { temperature?: number; top_k?: number };
    const ask = (content: Anthropic.MessageParam['content'], more: Partial<Ask> = {}): Ask => ({
      model,
      max_tokens: 100,
      system: 'Be brief.',
      messages: [{ role: 'user', content }],
      ...more,
    });
    const textOf = ({ content }: Anthropic.Message): string =>
      content.map((block) => (block.type === 'text' ? block.text : `<${block.type}>`)).join('');
    const failure = async (work: Promise<unknown>): Promise<InstanceType<typeof Anthropic.APIError>> => {
      const error = await work.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(Client.APIError);
      return error as InstanceType<typeof Anthropic.APIError>;
    };

    test('a message', async () => {
      const { data, response, request_id: id } = await client.messages.create(ask('hello')).withResponse();
      expect(data).toMatchObject({ type: 'message', role: 'assistant', stop_reason: 'end_turn' });
      expect(textOf(data)).toBe('You said: hello');
      expect(data.usage.output_tokens).toBeGreaterThan(0);
      expect(data.usage.input_tokens + (data.usage.cache_read_input_tokens ?? 0)).toBeGreaterThan(0);
      expect(data.id).toMatch(/^msg_/);
      expect(id).toMatch(/^req_/);
      expect(response.headers.get('x-nearmost-model')).toContain('fake');
    });

    test('both ways to give the token', async () => {
      const other = new Client({ baseURL: target.url, apiKey: null, authToken: target.token, maxRetries: 0 });
      expect(textOf(await other.messages.create(ask('hello')))).toBe('You said: hello');
      const old = { 'anthropic-version': '2023-01-01', authorization: null, 'x-api-key': target.token };
      expect(textOf(await client.messages.create(ask('hello'), { headers: old }))).toBe('You said: hello');
    });

    test('a message of the beta client', async () => {
      const answer = await client.beta.messages.create({ ...ask('hello'), betas: ['some-beta-2026-01-01'] });
      expect(answer.content).toMatchObject([{ type: 'text', text: 'You said: hello' }]);
    });

    test('settings, blocks, a limit', async () => {
      const answer = await client.messages.create(
        ask([{ type: 'text', text: 'one two three', cache_control: { type: 'ephemeral' } }], {
          system: [{ type: 'text', text: 'Be brief.' }],
          max_tokens: 2,
          temperature: 0,
          top_k: 5,
          stop_sequences: ['###'],
          metadata: { user_id: 'me' },
        }),
      );
      expect(answer.stop_reason).toBe('max_tokens');
      expect(textOf(answer)).toBe('You said:');
    });

    test('a stream, event by event', async () => {
      const stream = await client.messages.create({ ...ask('one two'), stream: true });
      const types: string[] = [];
      let text = '';
      for await (const event of stream) {
        types.push(event.type);
        if (event.type === 'content_block_delta' && event.delta.type === 'text_delta')
          text += event.delta.text;
        if (event.type === 'message_delta') {
          expect(event.delta.stop_reason).toBe('end_turn');
          expect(event.usage.output_tokens).toBeGreaterThan(0);
        }
      }
      expect(text).toBe('You said: one two');
      expect([...new Set(types)]).toEqual([
        'message_start',
        'content_block_start',
        'content_block_delta',
        'content_block_stop',
        'message_delta',
        'message_stop',
      ]);
    });

    test('the stream helper collects a whole message, thinking included', async () => {
      const final = await client.messages
        .stream(ask('THINK first', { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } }))
        .finalMessage();
      expect(final.content).toMatchObject([
        { type: 'thinking', thinking: 'hm, ' },
        { type: 'text', text: 'You said: THINK first' },
      ]);
      expect(final.usage.input_tokens + (final.usage.cache_read_input_tokens ?? 0)).toBeGreaterThan(0);
      const again = await client.messages.create({
        ...ask('x'),
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: final.content },
          { role: 'user', content: 'and now?' },
        ],
      });
      expect(textOf(again)).toBe('You said: and now?');
    });

    test('tools', async () => {
      const answer = await client.messages.create(
        ask('TOOL please', { tools, tool_choice: { type: 'auto' } }),
      );
      expect(answer.stop_reason).toBe('tool_use');
      const call = answer.content.find((block) => block.type === 'tool_use');
      expect(call).toMatchObject({ name: 'get_weather', input: { city: 'x' } });
      const after = await client.messages.create({
        ...ask('x', { tools }),
        messages: [
          { role: 'user', content: 'weather?' },
          { role: 'assistant', content: answer.content },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: call?.id ?? '', content: 'rain' }] },
        ],
      });
      expect(textOf(after)).toBe('You said: rain');
    });

    test('tools, streamed', async () => {
      const stream = client.messages.stream(
        ask('hello', {
          tools,
          tool_choice: { type: 'tool', name: 'get_weather', disable_parallel_tool_use: true },
        }),
      );
      let json = '';
      stream.on('inputJson', (piece) => (json += piece));
      const final = await stream.finalMessage();
      expect(final.content).toMatchObject([{ type: 'tool_use', name: 'get_weather', input: { city: 'x' } }]);
      expect(json).toBe('{"city":"x"}');
      expect(final.stop_reason).toBe('tool_use');
      const none = await client.messages.create(ask('TOOL', { tools, tool_choice: { type: 'none' } }));
      expect(none.stop_reason).toBe('end_turn');
    });

    test('structured output', async () => {
      const schema = { type: 'object', properties: { dry: { type: 'boolean' } } };
      const answer = await client.messages.create(
        ask('x', { output_config: { format: { type: 'json_schema', schema } } }),
      );
      expect(JSON.parse(textOf(answer))).toEqual({ dry: true });
    });

    test('token counts', async () => {
      const count = async (content: string): Promise<number> =>
        (await client.messages.countTokens({ model, messages: [{ role: 'user', content }], tools }))
          .input_tokens;
      expect(await count('one two three four five six')).toBeGreaterThan(await count('one'));
    });

    test('models', async () => {
      const ids: string[] = [];
      for await (const entry of client.models.list({ limit: 1 })) ids.push(entry.id);
      expect(ids).toContain('auto');
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeGreaterThan(1);
      expect(await client.models.retrieve('auto')).toMatchObject({ type: 'model', id: 'auto' });
      expect(await failure(client.models.retrieve('local/nope'))).toBeInstanceOf(Client.NotFoundError);
    });

    test('a wrong token', async () => {
      const stranger = new Client({ baseURL: target.url, apiKey: 'wrong', authToken: null, maxRetries: 0 });
      const error = await failure(stranger.messages.create(ask('x')));
      expect(error).toBeInstanceOf(Client.AuthenticationError);
      expect(error).toMatchObject({ status: 401, type: 'authentication_error' });
      expect(error.message).toContain('nearmost up');
      expect(error.requestID).toMatch(/^req_/);
    });

    test('an unknown model, a bad number', async () => {
      const unknown = await failure(client.messages.create(ask('x', { model: 'local/nope' })));
      expect(unknown).toBeInstanceOf(Client.NotFoundError);
      expect(unknown).toMatchObject({ status: 404, type: 'not_found_error' });
      expect(unknown.requestID).toMatch(/^req_/);
      const bad = await failure(client.messages.create(ask('x', { temperature: 3 })));
      expect(bad).toBeInstanceOf(Client.BadRequestError);
      expect(bad).toMatchObject({ status: 400, type: 'invalid_request_error' });
      expect(bad.message).toContain('from 0 to 2');
    });

    test('a busy model: 429 without retries, an answer with them', async () => {
      const again = client.withOptions({ maxRetries: 3 });
      expect(textOf(await again.messages.create(ask('RATE LIMIT once')))).toBe('You said: RATE LIMIT once');
      const error = await failure(client.messages.create(ask('RATE LIMIT always')));
      expect(error).toBeInstanceOf(Client.RateLimitError);
      expect(error.type).toBe('rate_limit_error');
      expect(Number(error.headers?.get('retry-after'))).toBeGreaterThanOrEqual(1);
    });

    test('an error in the middle of a stream', async () => {
      const stream = await client.messages.create({ ...ask('BREAK now'), stream: true });
      const read = async (): Promise<void> => {
        for await (const event of stream) expect(event.type).not.toBe('message_stop');
      };
      const error = await failure(read());
      expect(error.type).toBe('api_error');
      expect(error.message).toContain('request_id');
    });

    test('a caller that stops reading', async () => {
      const stream = await client.messages.create({ ...ask('STALL here'), stream: true });
      const types: string[] = [];
      for await (const event of stream) {
        types.push(event.type);
        if (event.type === 'content_block_delta') stream.controller.abort();
      }
      expect(types.at(-1)).toBe('content_block_delta');
      const leave = new AbortController();
      const hung = client.messages.create(ask('HANG'), { signal: leave.signal });
      setTimeout(() => leave.abort(), 100);
      await expect(hung).rejects.toBeInstanceOf(Client.APIUserAbortError);
      expect(textOf(await client.messages.create(ask('still here')))).toBe('You said: still here');
    });
  });
}
