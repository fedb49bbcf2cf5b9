import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatResult, Runtime, Served } from '../src/contract/index.ts';
import { startServer, type RunningServer } from '../src/http/server.ts';
import { callServer, TOKEN, type Wire } from '../src/http/testing/serve.ts';
import { createRuntime } from '../src/runtime.ts';

const home = mkdtempSync(join(tmpdir(), 'nearmost-feedback-'));
let runtime: Runtime;
let server: RunningServer;
beforeAll(async () => {
  const apps = { notes: { qualityFloor: 0.5 } };
  runtime = await createRuntime(
    { apps, local: { threads: 1 }, server: { port: 0 } },
    { home, cwd: home, env: {} },
  );
  server = await startServer({ runtime, settings: runtime.settings, token: TOKEN });
});
afterAll(async () => {
  await server?.close();
  await runtime?.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 8 });
});

const ask = (minute: number): Promise<Served<ChatResult>> =>
  runtime.chat(
    { model: 'auto', messages: [{ role: 'user', content: `wake me at 6:${minute}` }] },
    { app: 'notes' },
  );
const judge = (request_id: string, verdict: string): Promise<Wire> =>
  callServer(server.port, { path: '/v1/feedback', body: { request_id, verdict, app: 'notes' } });

test('what is judged over HTTP moves the threshold of the app, and each answer says so', async () => {
  const first = await ask(30);
  expect(first.route.threshold).toBe(0.7);
  expect(first.route.reason).toContain('the careful default: no judged answers yet');
  const answers = [first];
  for (let minute = 31; minute < 50; minute++) answers.push(await ask(minute));
  for (const { route } of answers) {
    const reply = await judge(route.requestId, 'good');
    expect([reply.status, reply.json()]).toEqual([
      200,
      { object: 'feedback', request_id: route.requestId, app: 'notes', score: 1, changed: true },
    ]);
  }
  let later = await ask(51);
  const follows = async (): Promise<string> => (later = await ask(51)).route.reason;
  await expect.poll(follows).toContain('quality floor 0.50, from 20 judged answers');
  expect(runtime.entry(later.route.requestId)?.threshold).toBe(later.route.threshold);
  const unknown = await judge('req_none', 'good');
  expect([unknown.status, unknown.text]).toEqual([
    404,
    expect.stringContaining('no request \\"req_none\\" of the app notes'),
  ]);
});
