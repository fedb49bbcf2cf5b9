import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runtime } from '../src/contract/index.ts';
import { startServer, type RunningServer } from '../src/http/server.ts';
import { callServer, TOKEN } from '../src/http/testing/serve.ts';
import { createRuntime } from '../src/runtime.ts';

const home = mkdtempSync(join(tmpdir(), 'nearmost-agreement-'));
let runtime: Runtime;
let server: RunningServer;
beforeAll(async () => {
  runtime = await createRuntime({ local: { threads: 1 }, server: { port: 0 } }, { home, cwd: home, env: {} });
  server = await startServer({ runtime, settings: runtime.settings, token: TOKEN });
});
afterAll(async () => {
  await server?.close();
  await runtime?.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 8 });
});

/** What the server answers, and how sure it says it is. */
async function ask(content: string): Promise<{ text: string; confidence: number }> {
  const body = { model: 'local/house', messages: [{ role: 'user', content }] };
  const reply = await callServer(server.port, { path: '/v1/chat/completions', body });
  const { choices } = reply.json() as { choices: { message: { content: string } }[] };
  const id = String(reply.headers['x-nearmost-request-id']);
  return {
    text: choices[0]?.message.content ?? '',
    confidence: runtime.entry(id)?.confidence ?? Number.NaN,
  };
}

// of the house model alone, each of these had 0.82 to 0.91
test.each([
  ['add this track to my Hands Up playlist', true],
  ['Book a popular restaurant for 5 people', true],
  ['Play something from 90s Pop Rock Essentials', false],
  ['Give two stars out of 6 to 36 Children', false],
  ['Tell me the weather forecast for Gibsland', false],
])('%s: the confidence knows that the answer is right or wrong', async (content, right) => {
  const { text, confidence } = await ask(content);
  expect(Object.keys(JSON.parse(text) as object)).toEqual(['intent', 'slots']);
  if (right) expect(confidence).toBeGreaterThan(0.9);
  else expect(confidence).toBeLessThan(0.6);
});
