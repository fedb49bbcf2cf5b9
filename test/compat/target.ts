import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../src/http/server.ts';
import { serveFake, TOKEN } from '../../src/http/testing/serve.ts';
import { createRuntime } from '../../src/runtime.ts';

/** A running server, and what its models are called. */
export interface Target {
  url: string;
  token: string;
  /** A model that answers as `src/http/testing/fake-answer.ts` says. */
  model: string;
  close(): Promise<void>;
}

/** A server over a runtime in memory. */
export async function overFake(): Promise<Target> {
  const { server } = await serveFake();
  return { url: server.url, token: TOKEN, model: 'local/fake', close: () => server.close() };
}

/**
 * The whole way: this server, the real runtime, its router and ledger, and a provider that is the fake behind a server.
 * As provider `anthropic` it is asked in Anthropic's dialect, as any other in OpenAI's.
 */
export async function overRuntime(provider = 'acme'): Promise<Target> {
  const upstream = await serveFake();
  const home = mkdtempSync(join(tmpdir(), 'nearmost-compat-'));
  const runtime = await createRuntime(
    {
      label: 'public',
      server: { port: 0 },
      providers: { [provider]: { baseUrl: `${upstream.server.url}/v1`, key: TOKEN, model: 'local/fake' } },
    },
    { home, env: {}, cwd: home },
  );
  const server = await startServer({ runtime, settings: runtime.settings, token: TOKEN, graceMs: 100 });
  return {
    url: server.url,
    token: TOKEN,
    model: `${provider}/local/fake`,
    async close() {
      await server.close();
      await runtime.close();
      await upstream.server.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 8 });
    },
  };
}
