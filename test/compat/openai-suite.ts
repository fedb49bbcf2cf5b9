import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Target } from './target.ts';

const tools: OpenAI.ChatCompletionTool[] = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
];
const weather = z.object({ city: z.string(), degrees: z.number(), dry: z.boolean() });
type Failure = InstanceType<typeof OpenAI.APIError>;

/** Drives a server with OpenAI's own client, as an app would that only changed its base URL. */
export function openaiSuite(name: string, start: () => Promise<Target>): void {
  describe(name, () => {
    let target: Target;
    let client: OpenAI;
    let model: string;
    let baseURL: string;
    beforeAll(async () => {
      target = await start();
      ({ model } = target);
      baseURL = `${target.url}/v1`;
      client = new OpenAI({ baseURL, apiKey: target.token, maxRetries: 0 });
    });
    afterAll(() => target.close());

    const ask = (content: string): { model: string; messages: OpenAI.ChatCompletionMessageParam[] } => ({
      model,
      messages: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content },
      ],
    });
    const failure = async (work: Promise<unknown>): Promise<Failure> => {
      const error = await work.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(OpenAI.APIError);
      return error as Failure;
    };

    test('chat', async () => {
      const {
        data,
        response,
        request_id: id,
      } = await client.chat.completions.create(ask('hello')).withResponse();
      expect(data.choices[0]?.message.content).toBe('You said: hello');
      expect(data.choices[0]?.finish_reason).toBe('stop');
      expect(data.usage?.total_tokens).toBe(
        (data.usage?.prompt_tokens ?? 0) + (data.usage?.completion_tokens ?? 0),
      );
      expect(id).toMatch(/^req_/);
      expect(response.headers.get('x-nearmost-model')).toContain('fake');
    });

    test('chat with several choices, log-probabilities and a limit', async () => {
      const answer = await client.chat.completions.create({
        ...ask('hello'),
        n: 2,
        logprobs: true,
        top_logprobs: 1,
        max_completion_tokens: 2,
        seed: 1,
        temperature: 0,
        stop: ['###'],
      });
      expect(answer.choices.map(({ finish_reason: reason }) => reason)).toEqual(['length', 'length']);
      expect(answer.choices[0]?.logprobs?.content?.[0]).toMatchObject({ token: 'You', logprob: -0.5 });
    });

    test('chat, streamed, with usage', async () => {
      const stream = await client.chat.completions.create({
        ...ask('one two'),
        stream: true,
        stream_options: { include_usage: true },
      });
      let text = '';
      let usage: OpenAI.CompletionUsage | null | undefined;
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? '';
        usage = chunk.usage ?? usage;
      }
      expect(text).toBe('You said: one two');
      expect(usage?.total_tokens).toBeGreaterThan(0);
    });

    test('the stream helper collects a whole answer', async () => {
      const final = await client.chat.completions.stream({ ...ask('hello') }).finalChatCompletion();
      expect(final.choices[0]?.message.content).toBe('You said: hello');
    });

    test('tools', async () => {
      const answer = await client.chat.completions.create({
        ...ask('TOOL please'),
        tools,
        tool_choice: 'auto',
      });
      const [choice] = answer.choices;
      expect(choice?.finish_reason).toBe('tool_calls');
      const call = choice?.message.tool_calls?.[0];
      expect(call).toMatchObject({
        type: 'function',
        function: { name: 'get_weather', arguments: '{"city":"x"}' },
      });
      const after = await client.chat.completions.create({
        model,
        messages: [
          { role: 'user', content: 'weather' },
          choice?.message as OpenAI.ChatCompletionMessage,
          { role: 'tool', tool_call_id: call?.id ?? '', content: 'rain' },
        ],
        tools,
      });
      expect(after.choices[0]?.message.content).toBe('You said: rain');
    });

    test('tools, streamed', async () => {
      const stream = client.chat.completions.stream({
        ...ask('hello'),
        tools,
        tool_choice: { type: 'function', function: { name: 'get_weather' } },
        parallel_tool_calls: false,
      });
      const message = await stream.finalMessage();
      expect(message.tool_calls).toMatchObject([
        { function: { name: 'get_weather', arguments: '{"city":"x"}' } },
      ]);
    });

    test('tool_choice none', async () => {
      const answer = await client.chat.completions.create({ ...ask('TOOL'), tools, tool_choice: 'none' });
      expect(answer.choices[0]?.message.tool_calls).toBeUndefined();
    });

    test('structured output', async () => {
      const format = zodResponseFormat(weather, 'weather');
      const answer = await client.chat.completions.parse({ ...ask('Oslo?'), response_format: format });
      expect(answer.choices[0]?.message.parsed).toEqual({ city: 'x', degrees: 7, dry: true });
      const loose = await client.chat.completions.create({
        ...ask('x'),
        response_format: { type: 'json_object' },
      });
      expect(JSON.parse(loose.choices[0]?.message.content ?? '')).toEqual({ ok: true });
    });

    test('completions, whole and streamed', async () => {
      const whole = await client.completions.create({ model, prompt: 'Once', max_tokens: 8 });
      expect(whole.choices[0]?.text).toBe(' and so on');
      const stream = await client.completions.create({ model, prompt: 'Once', stream: true });
      let text = '';
      for await (const chunk of stream) text += chunk.choices[0]?.text ?? '';
      expect(text).toBe(' and so on');
    });

    test('embeddings, by the client\u2019s own default and as numbers', async () => {
      const input = ['hello', 'world'];
      const packed = await client.embeddings.create({ model, input });
      const plain = await client.embeddings.create({ model, input, encoding_format: 'float' });
      expect(packed.data).toHaveLength(2);
      const length = Math.hypot(...(packed.data[0]?.embedding ?? []));
      expect(length).toBeCloseTo(1, 5);
      for (const [at, { embedding }] of packed.data.entries())
        embedding.forEach((value, index) =>
          expect(value).toBeCloseTo(plain.data[at]?.embedding[index] ?? NaN, 6),
        );
    });

    test('models', async () => {
      const ids: string[] = [];
      for await (const entry of client.models.list()) ids.push(entry.id);
      expect(ids).toContain('auto');
      expect((await client.models.retrieve('auto')).object).toBe('model');
      expect(await failure(client.models.retrieve('local/nope'))).toBeInstanceOf(OpenAI.NotFoundError);
    });

    test('a wrong token', async () => {
      const stranger = new OpenAI({ baseURL, apiKey: 'wrong', maxRetries: 0 });
      const error = await failure(stranger.chat.completions.create(ask('x')));
      expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
      expect(error).toMatchObject({ status: 401, code: 'unauthorized', type: 'authentication_error' });
      expect(error.message).toContain('nearmost up');
      expect(error.requestID).toMatch(/^req_/);
    });

    test('an unknown model', async () => {
      const error = await failure(client.chat.completions.create({ ...ask('x'), model: 'local/nope' }));
      expect(error).toBeInstanceOf(OpenAI.NotFoundError);
      expect(error).toMatchObject({ status: 404, code: 'unknown_model' });
    });

    test('a bad number', async () => {
      const error = await failure(client.chat.completions.create({ ...ask('x'), temperature: 3 }));
      expect(error).toBeInstanceOf(OpenAI.BadRequestError);
      expect(error).toMatchObject({ status: 400, param: 'temperature', code: 'invalid_request' });
      expect(error.message).toContain('from 0 to 2');
    });

    test('a busy model: 429 without retries, an answer with them', async () => {
      const again = client.withOptions({ maxRetries: 3 });
      const answer = await again.chat.completions.create(ask('RATE LIMIT once'));
      expect(answer.choices[0]?.message.content).toBe('You said: RATE LIMIT once');
      const error = await failure(client.chat.completions.create(ask('RATE LIMIT always')));
      expect(error).toBeInstanceOf(OpenAI.RateLimitError);
      expect(Number(error.headers?.get('retry-after'))).toBeGreaterThanOrEqual(1);
    });

    test('an error in the middle of a stream', async () => {
      const stream = await client.chat.completions.create({ ...ask('BREAK now'), stream: true });
      const read = async (): Promise<void> => {
        for await (const chunk of stream) expect(chunk.object).toBe('chat.completion.chunk');
      };
      expect((await failure(read())).message).not.toBe('');
    });

    test('a caller that stops reading', async () => {
      const stream = await client.chat.completions.create({ ...ask('STALL here'), stream: true });
      let chunks = 0;
      for await (const chunk of stream) {
        expect(chunk.choices).toBeDefined();
        if (++chunks === 2) stream.controller.abort();
      }
      expect(chunks).toBe(2);
      const leave = new AbortController();
      const hung = client.chat.completions.create(ask('HANG'), { signal: leave.signal });
      setTimeout(() => leave.abort(), 100);
      await expect(hung).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
      expect((await client.chat.completions.create(ask('still here'))).choices).toHaveLength(1);
    });
  });
}
