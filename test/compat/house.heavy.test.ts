import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Runtime } from '../../src/contract/index.ts';
import { startServer, type RunningServer } from '../../src/http/server.ts';
import { TOKEN } from '../../src/http/testing/serve.ts';
import { createRuntime } from '../../src/runtime.ts';

const weights = resolve(import.meta.dirname, '../../models/house/house.gguf');
const there = existsSync(weights);
const COMMAND = 'turn off the kitchen light';

/** A real model behind a real server: every dialect gives the same answer, and counts the same tokens. */
describe.skipIf(!there)(
  `the embedded model in every dialect${there ? '' : ` (skipped: no ${weights})`}`,
  () => {
    const home = mkdtempSync(join(tmpdir(), 'nearmost-compat-house-'));
    let runtime: Runtime;
    let server: RunningServer;
    let expected: { text: string; prompt: number };
    beforeAll(async () => {
      runtime = await createRuntime(
        { server: { port: 0 }, local: { threads: 1, gpu: 'off' } },
        { home, env: {}, cwd: home },
      );
      server = await startServer({ runtime, settings: runtime.settings, token: TOKEN, graceMs: 100 });
      const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: TOKEN, maxRetries: 0 });
      const { choices, usage } = await client.chat.completions.create({
        model: 'local/house',
        messages: [{ role: 'user', content: COMMAND }],
      });
      expected = { text: choices[0]?.message.content ?? '', prompt: usage?.prompt_tokens ?? 0 };
      expect(JSON.parse(expected.text)).toMatchObject({ intent: expect.any(String) as string });
    });
    afterAll(async () => {
      await server.close();
      await runtime.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 8 });
    });

    test('Anthropic', async () => {
      const client = new Anthropic({ baseURL: server.url, apiKey: TOKEN, authToken: null, maxRetries: 0 });
      const ask = { model: 'local/house', messages: [{ role: 'user' as const, content: COMMAND }] };
      const whole = await client.messages.create({ ...ask, max_tokens: 200 });
      const streamed = await client.messages.stream({ ...ask, max_tokens: 200 }).finalMessage();
      for (const { content, stop_reason: reason, usage } of [whole, streamed]) {
        expect(content).toEqual([{ type: 'text', text: expected.text, citations: null }]);
        expect(reason).toBe('end_turn');
        expect(usage.input_tokens + (usage.cache_read_input_tokens ?? 0)).toBe(expected.prompt);
      }
      expect((await client.messages.countTokens(ask)).input_tokens).toBe(expected.prompt);
      const entries = await client.models.list();
      expect(entries.data.find(({ id }) => id === 'local/house')?.max_input_tokens).toBeGreaterThan(0);
    });

    test('Ollama', async () => {
      const client = new Ollama({ host: server.url, headers: { authorization: `Bearer ${TOKEN}` } });
      const messages = [{ role: 'user', content: COMMAND }];
      const whole = await client.chat({ model: 'house', messages });
      expect(whole.message.content).toBe(expected.text);
      expect(whole.prompt_eval_count).toBe(expected.prompt);
      expect(whole.total_duration).toBeGreaterThan(0);
      let text = '';
      for await (const part of await client.chat({ model: 'house:latest', messages, stream: true }))
        text += part.message.content;
      expect(text).toBe(expected.text);
      expect((await client.generate({ model: 'house', prompt: COMMAND })).response).toBe(expected.text);
      const { models } = await client.list();
      expect(models.find(({ name }) => name === 'house:latest')?.size).toBeGreaterThan(1e6);
      expect((await client.ps()).models).toMatchObject([{ name: 'house:latest' }]);
      const shown = await client.show({ model: 'house' });
      expect(shown.details.format).toBe('gguf');
      expect(shown.capabilities).toContain('completion');
    });
  },
);
