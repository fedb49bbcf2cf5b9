import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNode } from './child.ts';

export interface GatewayServer {
  pid: number;
  origin: string;
  headers: Record<string, string>;
  close(): Promise<void>;
}

const BIN = new URL('../../bin/nearmost.js', import.meta.url).pathname;

/**
 * Starts Nearmost as its own process with a home of its own and two providers at the fake: `bench`, which answers,
 * and `hung`, which never does.
 */
export async function startServer(upstream: string, timeoutMs: number): Promise<GatewayServer> {
  const home = mkdtempSync(join(tmpdir(), 'nearmost-gateway-'));
  const settings = {
    label: 'public',
    providers: {
      hung: { baseUrl: `${upstream}/hang/v1`, model: 'slow' },
      bench: { baseUrl: `${upstream}/v1`, model: 'quick' },
    },
    router: { cloud: ['hung/slow', 'bench/quick'], timeoutMs },
  };
  writeFileSync(join(home, 'config.json'), JSON.stringify(settings), { mode: 0o600 });
  const server = await startNode([BIN, 'up', '--port', '0', '--json', '--quiet'], {
    NEARMOST_HOME: home,
    // Keys of the owner's machine would make other providers candidates.
    ...Object.fromEntries(
      Object.keys(process.env)
        .filter((name) => name.endsWith('_API_KEY'))
        .map((name) => [name, '']),
    ),
  }).catch((error: unknown) => {
    rmSync(home, { recursive: true, force: true });
    throw error;
  });
  return {
    pid: server.pid,
    origin: String(server.hello['url']).replace(/\/v1\/?$/, ''),
    headers: { authorization: `Bearer ${String(server.hello['token'])}` },
    async close() {
      await server.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
