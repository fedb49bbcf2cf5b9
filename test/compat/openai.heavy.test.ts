import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../src/http/server.ts';
import { serveFake, TOKEN } from '../../src/http/testing/serve.ts';
import { createRuntime } from '../../src/runtime.ts';
import { openaiSuite, type Target } from './openai-suite.ts';

async function overFake(): Promise<Target> {
  const { server } = await serveFake();
  return { baseURL: `${server.url}/v1`, token: TOKEN, model: 'local/fake', close: () => server.close() };
}

/** The whole way: this server, the real runtime, its router and ledger, and a provider that is the fake behind a server. */
async function overRuntime(): Promise<Target> {
  const upstream = await serveFake();
  const home = mkdtempSync(join(tmpdir(), 'nearmost-compat-'));
  const runtime = await createRuntime(
    {
      label: 'public',
      server: { port: 0 },
      providers: { acme: { baseUrl: `${upstream.server.url}/v1`, key: TOKEN, model: 'local/fake' } },
    },
    { home, env: {}, cwd: home },
  );
  const server = await startServer({ runtime, settings: runtime.settings, token: TOKEN, graceMs: 100 });
  return {
    baseURL: `${server.url}/v1`,
    token: TOKEN,
    model: 'acme/local/fake',
    async close() {
      await server.close();
      await runtime.close();
      await upstream.server.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

openaiSuite('the openai client on a runtime in memory', overFake);
openaiSuite('the openai client on the real runtime and a provider', overRuntime);
