import type { Runtime, SettingsInput } from '../contract/index.ts';
import { startServer } from '../http/server.ts';
import { systemClock } from '../kit/clock.ts';
import { createOwner } from '../owner/owner.ts';
import { createRuntime } from '../runtime.ts';
import { ensureToken } from '../store/token.ts';
import type { Home } from '../store/home.ts';
import { removeServerRecord, writeServerRecord } from './api-find.ts';
import { VERSION } from './version.ts';

/** A server in this process. */
export interface ServedHere {
  url: string;
  token: string;
  /** A link that opens the web console in one browser, once, within an hour. */
  consoleLink: () => string;
  runtime: Runtime;
  /** Settles when someone asked the server to end. */
  shutdown: Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the runtime and its server in this process and leaves word of it in the home.
 * @throws port_in_use, home_unusable, config_invalid
 */
export async function serveHere(
  home: Home,
  settings: SettingsInput,
  options: { env: NodeJS.ProcessEnv; cwd: string },
): Promise<ServedHere> {
  const token = ensureToken(home);
  const runtime = await createRuntime(settings, { home: home.dir, ...options });
  const owner = createOwner({ home, runtime, clock: systemClock, ...options });
  let ask = (): void => undefined;
  const shutdown = new Promise<void>((done) => (ask = done));
  try {
    const server = await startServer({
      runtime,
      settings: runtime.settings,
      token,
      version: VERSION,
      owner,
      control: { shutdown: () => ask() },
    });
    runtime.warm();
    writeServerRecord(home, { url: server.url, pid: process.pid });
    return {
      url: server.url,
      token,
      consoleLink: server.consoleLink,
      runtime,
      shutdown,
      async close() {
        removeServerRecord(home, process.pid);
        await server.close();
        await owner.close();
        await runtime.close();
      },
    };
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

/** Settles at Ctrl-C. */
export function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
