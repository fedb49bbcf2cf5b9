import type { EmbeddingModelV4, LanguageModelV4 } from '@ai-sdk/provider';
import { embedMany, generateText, isStepCount, jsonSchema, Output, streamText, tool } from 'ai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Target } from './target.ts';

/** The two models of a provider, made for one server. */
export interface Models {
  language(target: Target, model?: string): LanguageModelV4;
  embedding(target: Target): EmbeddingModelV4;
}

const city = jsonSchema<{ city: string }>({
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
});
const weather = tool({ description: 'The weather', inputSchema: city, execute: async () => 'rain' });

/** Drives a server with the AI SDK, through a provider of it. */
export function aiSdkSuite(
  name: string,
  start: () => Promise<Target>,
  { language, embedding }: Models,
): void {
  describe(name, () => {
    let target: Target;
    let model: LanguageModelV4;
    beforeAll(async () => {
      target = await start();
      model = language(target);
    });
    afterAll(() => target.close());

    test('generateText', async () => {
      const { text, usage, finishReason, response } = await generateText({
        model,
        instructions: 'Be brief.',
        prompt: 'hello',
        temperature: 0,
        maxOutputTokens: 64,
        seed: 1,
      });
      expect(text).toBe('You said: hello');
      expect(finishReason).toBe('stop');
      expect(usage.totalTokens).toBeGreaterThan(0);
      expect(response.modelId).toContain('fake');
    });

    test('a limit', async () => {
      expect((await generateText({ model, prompt: 'hello', maxOutputTokens: 2 })).finishReason).toBe(
        'length',
      );
    });

    test('streamText', async () => {
      const { textStream, usage, finishReason } = streamText({ model, prompt: 'one two' });
      let text = '';
      for await (const piece of textStream) text += piece;
      expect(text).toBe('You said: one two');
      expect(await finishReason).toBe('stop');
      expect((await usage).totalTokens).toBeGreaterThan(0);
    });

    test('thoughts', async () => {
      const { reasoningText, text } = await generateText({ model, prompt: 'THINK' });
      expect([reasoningText, text]).toEqual(['hm, ', 'You said: THINK']);
      const streamed = streamText({ model, prompt: 'THINK' });
      expect(await streamed.text).toBe('You said: THINK');
      expect(await streamed.reasoningText).toBe('hm, ');
    });

    test('a tool is called, and its result answered', async () => {
      const { text, steps } = await generateText({
        model,
        tools: { weather },
        prompt: 'TOOL please',
        stopWhen: isStepCount(3),
      });
      expect(steps[0]?.toolCalls).toMatchObject([{ toolName: 'weather', input: { city: 'x' } }]);
      expect(text).toBe('You said: rain');
    });

    test('a tool is called, streamed', async () => {
      const streamed = streamText({
        model,
        tools: { weather },
        toolChoice: { type: 'tool', toolName: 'weather' },
        prompt: 'hello',
      });
      expect(await streamed.toolCalls).toMatchObject([{ toolName: 'weather', input: { city: 'x' } }]);
      expect(await streamed.finishReason).toBe('tool-calls');
    });

    test('an answer of a given shape', async () => {
      const { output } = await generateText({
        model,
        prompt: 'Oslo?',
        output: Output.object({ schema: city }),
      });
      expect(output).toEqual({ city: 'x' });
      const streamed = streamText({ model, prompt: 'Oslo?', output: Output.object({ schema: city }) });
      expect(await streamed.output).toEqual({ city: 'x' });
    });

    test('embedMany', async () => {
      const { embeddings, usage } = await embedMany({ model: embedding(target), values: ['hello', 'world'] });
      expect(embeddings).toHaveLength(2);
      expect(Math.hypot(...(embeddings[0] ?? []))).toBeCloseTo(1, 5);
      expect(usage.tokens).toBeGreaterThan(0);
    });

    test('an unknown model', async () => {
      const work = generateText({ model: language(target, 'local/nope'), prompt: 'x' });
      await expect(work).rejects.toMatchObject({ statusCode: 404, isRetryable: false });
    });

    test('a busy model is asked again', async () => {
      const { text } = await generateText({ model, prompt: 'RATE LIMIT sdk' });
      expect(text).toBe('You said: RATE LIMIT sdk');
      const work = generateText({ model, prompt: 'RATE LIMIT always sdk', maxRetries: 0 });
      await expect(work).rejects.toMatchObject({ statusCode: 429, isRetryable: true });
    });

    test('an error in the middle of a stream', async () => {
      const errors: unknown[] = [];
      const { textStream } = streamText({
        model,
        prompt: 'BREAK now',
        onError: ({ error }) => {
          errors.push(error);
        },
      });
      let text = '';
      try {
        for await (const piece of textStream) text += piece;
      } catch (error) {
        errors.push(error);
      }
      expect('You said: BREAK now'.startsWith(text)).toBe(true);
      expect(errors).not.toEqual([]);
    });

    test('a caller that leaves', async () => {
      const leave = new AbortController();
      const hung = generateText({ model, prompt: 'HANG', abortSignal: leave.signal });
      setTimeout(() => leave.abort(), 100);
      await expect(hung).rejects.toMatchObject({ name: 'AbortError' });
      const stop = new AbortController();
      const { textStream } = streamText({
        model,
        prompt: 'STALL here',
        abortSignal: stop.signal,
        onError: () => {},
      });
      setTimeout(() => stop.abort(), 100);
      let pieces = 0;
      for await (const piece of textStream) pieces += piece === '' ? 0 : 1;
      expect(pieces).toBeLessThan(3);
      expect((await generateText({ model, prompt: 'still here' })).text).toBe('You said: still here');
    });
  });
}
