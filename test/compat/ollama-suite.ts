import { Ollama, type ChatResponse, type GenerateResponse } from 'ollama';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Target } from './target.ts';

const tools = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'Weather of a city.',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
];

/** Drives a server with Ollama's own client, as an app would that only changed its host and gave the token. */
export function ollamaSuite(name: string, start: () => Promise<Target>): void {
  describe(name, () => {
    let target: Target;
    let client: Ollama;
    let model: string;
    beforeAll(async () => {
      target = await start();
      ({ model } = target);
      client = new Ollama({ host: target.url, headers: { authorization: `Bearer ${target.token}` } });
    });
    afterAll(() => target.close());

    const ask = (content: string) => ({
      model,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content },
      ],
    });
    const failure = async (work: Promise<unknown>): Promise<Error & { status_code?: number }> => {
      const error = await work.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(Error);
      return error as Error;
    };

    test('chat', async () => {
      const answer = await client.chat({ ...ask('hello'), keep_alive: '5m' });
      expect(answer.message).toEqual({ role: 'assistant', content: 'You said: hello' });
      expect(answer).toMatchObject({ done: true, done_reason: 'stop' });
      expect(answer.prompt_eval_count).toBeGreaterThan(0);
      expect(answer.eval_count).toBeGreaterThan(0);
      expect(answer.total_duration).toBeGreaterThan(0);
      expect(answer.prompt_eval_duration + answer.eval_duration).toBeLessThanOrEqual(answer.total_duration);
      expect(new Date(answer.created_at).getTime()).not.toBeNaN();
    });

    test('chat, streamed', async () => {
      const parts: ChatResponse[] = [];
      for await (const part of await client.chat({ ...ask('one two'), stream: true })) parts.push(part);
      expect(parts.map(({ message }) => message.content).join('')).toBe('You said: one two');
      expect(parts.filter(({ done }) => done)).toEqual([parts.at(-1)]);
      expect(parts.at(-1)).toMatchObject({ done_reason: 'stop', eval_count: expect.any(Number) as number });
    });

    test('options, and those that have no effect here', async () => {
      const options = {
        num_predict: 2,
        temperature: 0,
        top_k: 5,
        top_p: 0.9,
        seed: 1,
        stop: ['###'],
        num_ctx: 99,
      };
      const answer = await client.chat({ ...ask('hello'), options, logprobs: true, top_logprobs: 1 });
      expect(answer.message.content).toBe('You said:');
      expect(answer.done_reason).toBe('length');
      expect(answer.logprobs?.[0]).toMatchObject({ token: 'You', logprob: -0.5 });
      expect((answer as unknown as { nearmost: { warnings: string[] } }).nearmost.warnings).toContain(
        'ignored options: num_ctx',
      );
    });

    test('thinking comes beside the text', async () => {
      const answer = await client.chat({ ...ask('THINK first'), think: true });
      expect(answer.message).toMatchObject({ thinking: 'hm, ', content: 'You said: THINK first' });
    });

    test('tools, and their results', async () => {
      const answer = await client.chat({ ...ask('TOOL please'), tools });
      const [call] = answer.message.tool_calls ?? [];
      expect(call?.function).toMatchObject({ name: 'get_weather', arguments: { city: 'x' } });
      const { messages } = ask('weather?');
      const after = await client.chat({
        model,
        tools,
        messages: [...messages, answer.message, { role: 'tool', tool_name: 'get_weather', content: 'rain' }],
      });
      expect(after.message.content).toBe('You said: rain');
      const streamed: ChatResponse[] = [];
      for await (const part of await client.chat({ ...ask('TOOL'), tools, stream: true }))
        streamed.push(part);
      const calls = streamed.flatMap(({ message }) => message.tool_calls ?? []);
      expect(calls).toMatchObject([{ function: { name: 'get_weather', arguments: { city: 'x' } } }]);
    });

    test('formats', async () => {
      const schema = { type: 'object', properties: { dry: { type: 'boolean' } } };
      const strict = await client.chat({ ...ask('x'), format: schema });
      expect(JSON.parse(strict.message.content)).toEqual({ dry: true });
      const loose = await client.generate({ model, prompt: 'x', format: 'json' });
      expect(JSON.parse(loose.response ?? '')).toEqual({ ok: true });
    });

    test('generate, whole, streamed and raw', async () => {
      const whole = await client.generate({ model, prompt: 'hello', system: 'Be brief.' });
      expect(whole).toMatchObject({ response: 'You said: hello', done: true, done_reason: 'stop' });
      const parts: GenerateResponse[] = [];
      for await (const part of await client.generate({ model, prompt: 'hello', stream: true }))
        parts.push(part);
      expect(parts.map(({ response }) => response).join('')).toBe('You said: hello');
      const raw = await client.generate({ model, prompt: 'Once', raw: true });
      expect(raw.response).toBe(' and so on');
    });

    test('embeddings, of several texts and in the older form', async () => {
      const { embeddings, prompt_eval_count: count } = await client.embed({
        model,
        input: ['hello', 'world'],
      });
      expect(embeddings).toHaveLength(2);
      expect(Math.hypot(...(embeddings[0] ?? []))).toBeCloseTo(1, 5);
      expect(count).toBeGreaterThan(0);
      const { embedding } = await client.embeddings({ model, prompt: 'hello' });
      expect(embedding).toEqual(embeddings[0]);
    });

    test('tags, show, ps, version', async () => {
      const { models } = await client.list();
      expect(models.map((entry) => entry.name)).toContain('auto:latest');
      for (const { name } of models) {
        const shown = await client.show({ model: name });
        expect(shown.capabilities).toContain('completion');
      }
      expect((await client.ps()).models).toEqual([]);
      expect((await client.version()).version).toMatch(/^\d+\.\d+\.\d+$/);
    });

    test('a wrong token, none, an unknown model, a bad number', async () => {
      for (const headers of [{}, { authorization: 'Bearer wrong' }]) {
        const stranger = new Ollama({ host: target.url, headers });
        const error = await failure(stranger.list());
        expect(error.status_code).toBe(401);
        expect(error.message).toContain('nearmost up');
      }
      const unknown = await failure(client.chat({ ...ask('x'), model: 'nope:7b' }));
      expect(unknown.status_code).toBe(404);
      expect(unknown.message).toMatch(/^model 'nope:7b' not found\..*nearmost ls/);
      expect((await failure(client.show({ model: 'nope' }))).status_code).toBe(404);
      const bad = await failure(client.chat({ ...ask('x'), options: { temperature: 3 } }));
      expect(bad.status_code).toBe(400);
      expect(bad.message).toContain('"options.temperature" must be a number from 0 to 2');
    });

    test('a busy model, an error in the middle of a stream', async () => {
      const busy = await failure(client.chat(ask('RATE LIMIT always')));
      expect(busy.status_code).toBe(429);
      const stream = await client.chat({ ...ask('BREAK now'), stream: true });
      const read = async (): Promise<void> => {
        for await (const part of stream) expect(part.done).toBe(false);
      };
      expect((await failure(read())).message).not.toContain('Did not receive done');
    });

    test('a caller that stops reading', async () => {
      const stream = await client.chat({ ...ask('STALL here'), stream: true });
      const read = async (): Promise<void> => {
        for await (const part of stream) {
          expect(part.message.content).not.toBe('');
          stream.abort();
        }
      };
      expect((await failure(read())).name).toBe('AbortError');
      expect((await client.chat(ask('still here'))).message.content).toBe('You said: still here');
    });
  });
}
