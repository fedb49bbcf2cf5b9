import OpenAI from 'openai';
import { zodResponsesFunction, zodTextFormat } from 'openai/helpers/zod';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Target } from './target.ts';

const tools: OpenAI.Responses.FunctionTool[] = [
  {
    type: 'function',
    name: 'get_weather',
    description: 'The weather of a place',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    strict: false,
  },
];
const weather = z.object({ city: z.string(), degrees: z.number(), dry: z.boolean() });
type Failure = InstanceType<typeof OpenAI.APIError>;

/** Drives `/v1/responses` with OpenAI's own client. */
export function responsesSuite(name: string, start: () => Promise<Target>): void {
  describe(name, () => {
    let target: Target;
    let client: OpenAI;
    let model: string;
    beforeAll(async () => {
      target = await start();
      ({ model } = target);
      client = new OpenAI({ baseURL: `${target.url}/v1`, apiKey: target.token, maxRetries: 0 });
    });
    afterAll(() => target.close());

    const failure = async (work: Promise<unknown>): Promise<Failure> => {
      const error = await work.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(OpenAI.APIError);
      return error as Failure;
    };
    const eventsOf = async (
      body: Omit<OpenAI.Responses.ResponseCreateParamsStreaming, 'model' | 'stream'>,
    ): Promise<ResponseStreamEvent[]> => {
      const stream = await client.responses.create({ ...body, model, stream: true });
      const events: ResponseStreamEvent[] = [];
      for await (const event of stream) events.push(event);
      return events;
    };

    test('text in, text out', async () => {
      const response = await client.responses.create({
        model,
        instructions: 'Be brief.',
        input: 'hello',
        metadata: { part: 'one' },
        store: false,
        temperature: 0,
        top_p: 1,
      });
      expect(response.output_text).toBe('You said: hello');
      expect(response).toMatchObject({
        object: 'response',
        status: 'completed',
        error: null,
        metadata: { part: 'one' },
        instructions: 'Be brief.',
        output: [{ type: 'message', role: 'assistant', status: 'completed' }],
      });
      const { usage } = response;
      expect(usage?.total_tokens).toBe((usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0));
      expect(response._request_id).toMatch(/^req_/);
    });

    test('items in: turns, parts, earlier answers', async () => {
      const first = await client.responses.create({ model, input: 'one' });
      const second = await client.responses.create({
        model,
        input: [
          { role: 'developer', content: 'Be brief.' },
          { role: 'user', content: [{ type: 'input_text', text: 'one' }] },
          ...first.output,
          { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'two' }] },
        ] as OpenAI.Responses.ResponseInput,
      });
      expect(second.output_text).toBe('You said: two');
    });

    test('a limit makes it incomplete', async () => {
      const response = await client.responses.create({ model, input: 'hello', max_output_tokens: 2 });
      expect(response.status).toBe('incomplete');
      expect(response.incomplete_details?.reason).toBe('max_output_tokens');
      const events = await eventsOf({ input: 'hello', max_output_tokens: 2 });
      expect(events.at(-1)?.type).toBe('response.incomplete');
    });

    test('log-probabilities', async () => {
      const include: OpenAI.Responses.ResponseIncludable[] = ['message.output_text.logprobs'];
      const response = await client.responses.create({ model, input: 'hello', include, top_logprobs: 1 });
      const [item] = response.output;
      const part = item?.type === 'message' ? item.content[0] : undefined;
      expect(part?.type === 'output_text' && part.logprobs?.[0]).toMatchObject({
        token: 'You',
        logprob: -0.5,
      });
    });

    test('the events of a streamed text', async () => {
      const events = await eventsOf({ input: 'one two' });
      expect(events.map(({ sequence_number: at }) => at)).toEqual(events.map((_, at) => at));
      const names = events.map(({ type }) => type).filter((type) => !type.endsWith('.delta'));
      expect(names).toEqual([
        'response.created',
        'response.in_progress',
        'response.output_item.added',
        'response.content_part.added',
        'response.output_text.done',
        'response.content_part.done',
        'response.output_item.done',
        'response.completed',
      ]);
      const text = events
        .map((event) => (event.type === 'response.output_text.delta' ? event.delta : ''))
        .join('');
      expect(text).toBe('You said: one two');
      const last = events.at(-1);
      expect(last?.type === 'response.completed' && last.response.usage?.total_tokens).toBeGreaterThan(0);
    });

    test('thoughts are items of their own, and may be sent back', async () => {
      const events = await eventsOf({ input: 'THINK first' });
      expect(events.map(({ type }) => type)).toContain('response.reasoning_text.delta');
      const stream = client.responses.stream({ model, input: 'THINK first' });
      const { output, output_text: text } = await stream.finalResponse();
      expect(output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
      expect(text).toBe('You said: THINK first');
      const whole = await client.responses.create({
        model,
        input: 'THINK first',
        reasoning: { effort: 'low' },
      });
      expect(whole.output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
      const input = [...whole.output, { role: 'user', content: 'on' }] as OpenAI.Responses.ResponseInput;
      expect((await client.responses.create({ model, input })).output_text).toBe('You said: on');
    });

    test('tools, there and back', async () => {
      const response = await client.responses.create({ model, input: 'TOOL please', tools });
      const [call] = response.output;
      expect(call).toMatchObject({ type: 'function_call', name: 'get_weather', arguments: '{"city":"x"}' });
      if (call?.type !== 'function_call') return;
      const after = await client.responses.create({
        model,
        tools,
        input: [
          { role: 'user', content: 'weather' },
          call,
          { type: 'function_call_output', call_id: call.call_id, output: 'rain' },
        ],
      });
      expect(after.output_text).toBe('You said: rain');
    });

    test('tools, streamed and parsed', async () => {
      const tool = zodResponsesFunction({ name: 'get_weather', parameters: z.object({ city: z.string() }) });
      const stream = client.responses.stream({
        model,
        input: 'hello',
        tools: [tool],
        tool_choice: { type: 'function', name: 'get_weather' },
        parallel_tool_calls: false,
      });
      const names: string[] = [];
      stream.on('event', ({ type }) => names.push(type));
      const { output } = await stream.finalResponse();
      expect(output).toMatchObject([{ type: 'function_call', parsed_arguments: { city: 'x' } }]);
      expect(names).toContain('response.function_call_arguments.delta');
      expect(names).toContain('response.function_call_arguments.done');
    });

    test('the choice of tools', async () => {
      const none = await client.responses.create({ model, input: 'TOOL', tools, tool_choice: 'none' });
      expect(none.output_text).toBe('You said: TOOL');
      const other: OpenAI.Responses.FunctionTool = {
        type: 'function',
        name: 'other',
        parameters: null,
        strict: null,
      };
      const allowed = await client.responses.create({
        model,
        input: 'x',
        tools: [...tools, other],
        tool_choice: {
          type: 'allowed_tools',
          mode: 'required',
          tools: [{ type: 'function', name: 'get_weather' }],
        },
      });
      expect(allowed.output).toMatchObject([{ name: 'get_weather' }]);
    });

    test('structured output', async () => {
      const format = zodTextFormat(weather, 'weather');
      const response = await client.responses.parse({ model, input: 'Oslo?', text: { format } });
      expect(response.output_parsed).toEqual({ city: 'x', degrees: 7, dry: true });
      const stream = client.responses.stream({ model, input: 'Oslo?', text: { format } });
      expect((await stream.finalResponse()).output_parsed).toEqual({ city: 'x', degrees: 7, dry: true });
    });

    test('tokens are counted', async () => {
      const count = await client.responses.inputTokens.count({ model, input: 'one two three' });
      expect(count.input_tokens).toBeGreaterThan(0);
    });

    test.each([
      ['previous_response_id', { previous_response_id: 'resp_1' }],
      ['conversation', { conversation: 'conv_1' }],
      ['background', { background: true }],
      ['prompt', { prompt: { id: 'pmpt_1' } }],
    ])('%s is refused in words', async (param, more) => {
      const error = await failure(client.responses.create({ model, input: 'x', ...more }));
      expect(error).toMatchObject({ status: 400, code: 'unsupported', param });
      expect(error.message).toContain('none is stored here');
    });

    test('what is not there is refused, with its name', async () => {
      const search = await failure(
        client.responses.create({ model, input: 'x', tools: [{ type: 'web_search' }] }),
      );
      expect(search).toMatchObject({ status: 400, param: 'tools[0].type' });
      const reference: OpenAI.Responses.ResponseInput = [{ type: 'item_reference', id: 'msg_1' }];
      const referred = await failure(client.responses.create({ model, input: reference }));
      expect(referred.message).toContain('nothing is stored here');
      const cold = await failure(client.responses.create({ model, input: 'x', temperature: 3 }));
      expect(cold).toMatchObject({ status: 400, param: 'temperature', code: 'invalid_request' });
      const unknown = await failure(client.responses.create({ model: 'local/nope', input: 'x' }));
      expect(unknown).toMatchObject({ status: 404, code: 'unknown_model' });
      const lost = await failure(client.responses.retrieve('resp_1'));
      expect(lost.status).toBe(404);
    });

    test('what is ignored is said', async () => {
      const { response } = await client.responses
        .create({ model, input: 'x', store: true, truncation: 'auto', text: { verbosity: 'low' } })
        .withResponse();
      const said = response.headers.get('x-nearmost-warnings');
      for (const word of ['store', 'truncation', 'verbosity']) expect(said).toContain(word);
    });

    test('an error in the middle of a stream', async () => {
      expect((await failure(eventsOf({ input: 'BREAK now' }))).message).not.toBe('');
      const stream = client.responses.stream({ model, input: 'BREAK now' });
      await failure(stream.finalResponse());
    });

    test('a caller that stops reading', async () => {
      const stream = await client.responses.create({ model, input: 'STALL here', stream: true });
      let deltas = 0;
      for await (const { type } of stream) {
        if (type !== 'response.output_text.delta') continue;
        deltas += 1;
        stream.controller.abort();
      }
      expect(deltas).toBe(1);
      expect((await client.responses.create({ model, input: 'still here' })).status).toBe('completed');
    });
  });
}
