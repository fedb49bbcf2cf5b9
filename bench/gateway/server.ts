import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer as start } from '../lib/server.ts';

export interface GatewayServer {
  pid: number;
  origin: string;
  headers: Record<string, string>;
  close(): Promise<void>;
}

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
  const server = await start(home).catch((error: unknown) => {
    rmSync(home, { recursive: true, force: true });
    throw error;
  });
  return {
    pid: server.pid,
    origin: server.url,
    headers: { authorization: `Bearer ${server.token}` },
    async close() {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
