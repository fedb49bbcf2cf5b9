import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runtime } from '../src/contract/index.ts';
import { startServer, type RunningServer } from '../src/http/server.ts';
import { callServer, TOKEN } from '../src/http/testing/serve.ts';
import { malformedCases, soundGguf, unusableModels } from '../src/kit/gguf/testing/malformed.ts';
import { writeRandomLlama } from '../src/kit/gguf/testing/random-llama.ts';
import { createRuntime } from '../src/runtime.ts';
import { openHome } from '../src/store/home.ts';
import { inspectGguf } from '../src/store/inspect.ts';
import { createModelStore } from '../src/store/models.ts';

const folder = mkdtempSync(join(tmpdir(), 'malformed-'));
const bad = [
  ...malformedCases(),
  ...unusableModels(),
  ...Array.from({ length: soundGguf().length }, (_, length) => ({
    name: `cut at byte ${length}`,
    bytes: soundGguf().subarray(0, length),
  })).filter((_, length) => length % 8 === 0),
];
let runtime: Runtime;
let server: RunningServer;

/** Puts every bad file in the place of a model that was sound when it was added. */
beforeAll(async () => {
  const home = openHome(join(folder, 'home'));
  const store = await createModelStore({ home, inspect: inspectGguf });
  const path = join(folder, 'sound.gguf');
  writeRandomLlama(path);
  await store.add({ path, id: 'sound' });
  const [file = ''] = readdirSync(home.manifests);
  const manifest = JSON.parse(readFileSync(join(home.manifests, file), 'utf8')) as Record<string, unknown>;
  for (const [i, { bytes }] of bad.entries()) {
    const place = join(folder, `bad-${i}.gguf`);
    writeFileSync(place, bytes);
    const { size, mtimeMs } = statSync(place);
    const changed = { ...manifest, id: `bad-${i}`, path: place, source: place, bytes: size, mtimeMs };
    writeFileSync(join(home.manifests, file.replace('sound', `bad-${i}`)), JSON.stringify(changed));
  }
  runtime = await createRuntime({ local: { threads: 1 } }, { home: home.dir, env: {}, cwd: folder });
  server = await startServer({
    runtime,
    settings: { ...runtime.settings, server: { ...runtime.settings.server, port: 0 } },
    token: TOKEN,
  });
});
afterAll(async () => {
  await server.close();
  await runtime.close();
  rmSync(folder, { recursive: true, maxRetries: 8 });
});

const ask = (model: string): ReturnType<typeof callServer> =>
  callServer(server.port, {
    path: '/v1/chat/completions',
    body: { model, max_tokens: 4, messages: [{ role: 'user', content: 'hello' }] },
  });

test(`each of ${bad.length} bad model files gets a clear error, and the server goes on`, async () => {
  for (const [i, { name }] of bad.entries()) {
    const { status, text } = await ask(`local/bad-${i}`);
    expect([status, JSON.parse(text)], name).toMatchObject([
      422,
      { error: { code: 'invalid_model_file', message: expect.stringMatching(/GGUF|model/) as string } },
    ]);
  }
  const good = await ask('local/sound');
  expect([good.status, good.json()]).toMatchObject([200, { choices: [{ message: { role: 'assistant' } }] }]);
});
