import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Target } from './target.ts';

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather of a place',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
} as const;
const shape = {
  title: 'place',
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};

/** Drives a server with LangChain, over chat completions or over responses. */
export function langchainSuite(name: string, start: () => Promise<Target>, useResponsesApi: boolean): void {
  describe(name, () => {
    let target: Target;
    let model: ChatOpenAI;
    const chat = (more: Partial<ConstructorParameters<typeof ChatOpenAI>[0]> = {}): ChatOpenAI =>
      new ChatOpenAI({
        model: target.model,
        apiKey: target.token,
        configuration: { baseURL: `${target.url}/v1` },
        maxRetries: 0,
        useResponsesApi,
        ...more,
      });
    beforeAll(async () => {
      target = await start();
      model = chat({ temperature: 0 });
    });
    afterAll(() => target.close());

    test('a conversation', async () => {
      const answer = await model.invoke([
        ['system', 'Be brief.'],
        ['human', 'hello'],
      ]);
      expect(answer.text).toBe('You said: hello');
      expect(answer).toMatchObject({ usage_metadata: { total_tokens: expect.any(Number) as number } });
    });

    test('streamed', async () => {
      let text = '';
      for await (const piece of await model.stream('one two')) text += piece.text;
      expect(text).toBe('You said: one two');
    });

    test('tools, there and back', async () => {
      const bound = model.bindTools([weather]);
      const answer = await bound.invoke('TOOL please');
      expect(answer.tool_calls).toMatchObject([{ name: 'get_weather', args: { city: 'x' } }]);
      const call = answer.tool_calls?.[0];
      const after = await bound.invoke([
        { role: 'user', content: 'weather' },
        answer,
        { role: 'tool', content: 'rain', tool_call_id: call?.id ?? '' },
      ]);
      expect(after.text).toBe('You said: rain');
    });

    test('tools, streamed', async () => {
      const stream = await model.bindTools([weather], { tool_choice: 'get_weather' }).stream('hello');
      let args = '';
      for await (const piece of stream)
        args += piece.tool_call_chunks?.map((one) => one.args ?? '').join('') ?? '';
      expect(JSON.parse(args)).toEqual({ city: 'x' });
    });

    test('an answer of a given shape', async () => {
      const shaped = model.withStructuredOutput(shape, { method: 'jsonSchema', strict: true });
      expect(await shaped.invoke('Oslo?')).toEqual({ city: 'x' });
    });

    test.each([
      ['by default, as base64', {}],
      ['as numbers', { encodingFormat: 'float' as const }],
    ])('embeddings %s', async (_, more) => {
      const embeddings = new OpenAIEmbeddings({
        model: target.model,
        apiKey: target.token,
        configuration: { baseURL: `${target.url}/v1` },
        ...more,
      });
      const vectors = await embeddings.embedDocuments(['hello', 'world']);
      expect(vectors).toHaveLength(2);
      expect(Math.hypot(...(vectors[0] ?? []))).toBeCloseTo(1, 5);
      expect(await embeddings.embedQuery('hello')).toEqual(vectors[0]);
    });

    test('errors keep their status', async () => {
      await expect(chat({ model: 'local/nope' }).invoke('x')).rejects.toMatchObject({ status: 404 });
      await expect(chat({ apiKey: 'wrong' }).invoke('x')).rejects.toMatchObject({ status: 401 });
      const read = async (): Promise<void> => {
        for await (const piece of await model.stream('BREAK now')) expect(piece.text).toBeTypeOf('string');
      };
      await expect(read()).rejects.toThrow(/./);
    });

    test('a caller that leaves', async () => {
      const leave = new AbortController();
      const hung = model.invoke('HANG', { signal: leave.signal });
      setTimeout(() => leave.abort(), 100);
      await expect(hung).rejects.toThrow(/abort/i);
      expect((await model.invoke('still here')).text).toBe('You said: still here');
    });
  });
}
