import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { embed, generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNearmost } from '../../src/client/ai-sdk/index.ts';
import { createClient } from '../../src/client/index.ts';
import type { Runtime } from '../../src/contract/index.ts';
import { startServer, type RunningServer } from '../../src/http/server.ts';
import { TOKEN } from '../../src/http/testing/serve.ts';
import { createRuntime } from '../../src/runtime.ts';

const weights = resolve(import.meta.dirname, '../../models/house/house.gguf');
const there = existsSync(weights);
const COMMAND = 'turn off the kitchen light';
const MODEL = 'local/house';

/** The same real model behind a real server gives the same answer through every library. */
describe.skipIf(!there)(
  `the embedded model through the libraries of apps${there ? '' : ` (skipped: no ${weights})`}`,
  () => {
    const home = mkdtempSync(join(tmpdir(), 'nearmost-libraries-house-'));
    let runtime: Runtime;
    let server: RunningServer;
    let expected: string;
    beforeAll(async () => {
      runtime = await createRuntime(
        { server: { port: 0 }, local: { threads: 1, gpu: 'off' } },
        { home, env: {}, cwd: home },
      );
      server = await startServer({ runtime, settings: runtime.settings, token: TOKEN, graceMs: 100 });
      const { text } = await createClient({ url: server.url, token: TOKEN, env: {} }).chat(COMMAND);
      expected = text;
      expect(JSON.parse(text)).toMatchObject({ intent: 'ControlLights' });
    });
    afterAll(async () => {
      await server.close();
      await runtime.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 8 });
    });

    test('our client', async () => {
      const client = createClient({ url: server.url, token: TOKEN, app: 'lamps', env: {} });
      const { parts, done } = await client.stream({
        model: MODEL,
        messages: [{ role: 'user', content: COMMAND }],
      });
      let text = '';
      for await (const part of parts) if (part.type === 'text') text += part.text;
      expect(text).toBe(expected);
      const route = await done;
      expect(route?.confidence).toBeGreaterThan(0.5);
      expect(await client.why(route?.requestId)).toMatchObject({ app: 'lamps', model: MODEL, status: 'ok' });
      expect(await client.prewarm(MODEL)).toEqual({ model: MODEL, state: 'ready' });
    });

    test('the responses of the openai client', async () => {
      const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: TOKEN, maxRetries: 0 });
      const ask = { model: MODEL, input: COMMAND };
      const whole = await client.responses.create(ask);
      expect([whole.output_text, whole.status]).toEqual([expected, 'completed']);
      const streamed = await client.responses.stream(ask).finalResponse();
      expect(streamed.output_text).toBe(expected);
      expect((await client.responses.inputTokens.count(ask)).input_tokens).toBe(whole.usage?.input_tokens);
    });

    test('the AI SDK, through both providers', async () => {
      const compatible = createOpenAICompatible({ name: 'x', baseURL: `${server.url}/v1`, apiKey: TOKEN });
      const own = createNearmost({ url: server.url, token: TOKEN, env: {} });
      for (const model of [compatible(MODEL), own(MODEL), own()]) {
        expect((await generateText({ model, prompt: COMMAND })).text).toBe(expected);
        expect(await streamText({ model, prompt: COMMAND }).text).toBe(expected);
      }
    });

    test('LangChain', async () => {
      const options = {
        model: MODEL,
        apiKey: TOKEN,
        configuration: { baseURL: `${server.url}/v1` },
        maxRetries: 0,
      };
      for (const useResponsesApi of [false, true]) {
        const model = new ChatOpenAI({ ...options, useResponsesApi });
        expect((await model.invoke(COMMAND)).text).toBe(expected);
        let text = '';
        for await (const piece of await model.stream(COMMAND)) text += piece.text;
        expect(text).toBe(expected);
      }
    });

    test('the same vector through every library', async () => {
      const client = createClient({ url: server.url, token: TOKEN, env: {} });
      const own = createNearmost({ url: server.url, token: TOKEN, env: {} });
      const configuration = { baseURL: `${server.url}/v1` };
      const { vectors } = await client.embed({ model: MODEL, input: [COMMAND] });
      const [vector] = vectors.map((one) => Array.from(one));
      expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 5);
      const { embedding } = await embed({ model: own.embeddingModel(MODEL), value: COMMAND });
      expect(embedding).toEqual(vector);
      const chain = new OpenAIEmbeddings({ model: MODEL, apiKey: TOKEN, configuration });
      expect(await chain.embedQuery(COMMAND)).toEqual(vector);
    });
  },
);
