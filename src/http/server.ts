import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NearmostError, type Owner, type Runtime, type Settings } from '../contract/index.ts';
import { systemClock, type Clock } from '../kit/clock.ts';
import { createApp } from './app.ts';
import { consoleFiles } from './console/files.ts';
import { consoleLink } from './console/link.ts';
import { createSessions } from './console/sessions.ts';
import type { Control, ServerContext } from './control.ts';
import { createGuard, isLoopback } from './guard.ts';
import { answerMalformed } from './malformed.ts';
import { ROUTES } from './routes.ts';

export interface ServerOptions {
  runtime: Runtime;
  settings: Settings;
  /** Every route but `/health` wants it, on loopback too. At least 16 characters. */
  token: string;
  clock?: Clock;
  control?: Control;
  /** The owner's side, for the console; without it those addresses say that they are not served. */
  owner?: Owner;
  /** Shown by `/admin/status`. */
  version?: string;
  /** Milliseconds that running requests get when the server closes; default 3000. */
  graceMs?: number;
}

export interface RunningServer {
  /** `http://127.0.0.1:9595` */
  readonly url: string;
  readonly port: number;
  /** A link that opens the web console in one browser, once, within an hour. */
  consoleLink(): string;
  /** Takes no new requests, lets running ones end for a moment, then cancels them. */
  close(): Promise<void>;
}

const isUnspecified = (address: string): boolean => /^(?:0\.0\.0\.0|\[?::\]?)$/.test(address);
const MIN_TOKEN = 16;
const CANCEL_MS = 1000;

function checkToken(token: string, host: string): void {
  if (token.length >= MIN_TOKEN && !/\s/.test(token)) return;
  const where = isLoopback(host) ? '' : `, least of all on ${host}, where others can reach it`;
  throw new NearmostError(
    'config_invalid',
    `The server does not start without a token of at least ${MIN_TOKEN} characters${where}.`,
    { param: 'token', hint: 'Run nearmost up: it makes a token at first start.' },
  );
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): NearmostError {
  if (error.code === 'EADDRINUSE')
    return new NearmostError('port_in_use', `Port ${port} on ${host} is in use by another program.`, {
      param: 'server.port',
      hint: 'See whether it is Nearmost: nearmost ps; or choose another port: nearmost up --port 0',
      cause: error,
    });
  const why = error.code === 'EACCES' ? 'the system does not allow it' : error.message;
  return new NearmostError('config_invalid', `The server cannot listen on ${host}, port ${port}: ${why}.`, {
    param: error.code === 'EACCES' ? 'server.port' : 'server.host',
    hint: 'Choose another address: nearmost up --host 127.0.0.1 --port 9595',
    cause: error,
  });
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(listenError(error, host, port));
    server.once('error', fail);
    server.listen({ host: host.replace(/^\[(.*)\]$/, '$1'), port }, () => {
      server.off('error', fail);
      // Later ones are failures to accept (no file handles left): the next connection may be luckier.
      server.on('error', () => undefined);
      resolve(server.address() as AddressInfo);
    });
  });
}

/**
 * Serves a runtime over HTTP. The runtime stays open when the server closes.
 * @throws NearmostError port_in_use, config_invalid (no token, address that cannot be bound)
 * @example const server = await startServer({ runtime, settings: runtime.settings, token })
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { runtime, settings, token, clock = systemClock, graceMs = 3000 } = options;
  const { host, allowedHosts, allowedOrigins } = settings.server;
  checkToken(token, host);

  const stop = new AbortController();
  const sessions = createSessions({ token, clock });
  const context: ServerContext = {
    runtime,
    settings,
    clock,
    control: options.control ?? {},
    sessions,
    owner: options.owner,
    version: options.version ?? 'unknown',
    startedAt: clock.now(),
    url: '',
    stopping: stop.signal,
    close: () => close(),
  };
  const guard = createGuard({
    token,
    sessions,
    allowedHosts: isUnspecified(host) ? allowedHosts : [...allowedHosts, host],
    allowedOrigins,
  });
  const { listener, active } = createApp(context, guard, [...ROUTES, ...consoleFiles()]);
  const server = createServer(
    // The guard refuses a request without a host, with words; Node would send an empty 400.
    { noDelay: true, keepAlive: true, keepAliveTimeout: 65_000, requireHostHeader: false },
    listener,
  );
  answerMalformed(server);
  const { port, family, address } = await listen(server, host, settings.server.port);
  const shown = isUnspecified(address) ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  context.url = `http://${shown}:${port}`;

  let closed: Promise<void> | undefined;
  async function shut(): Promise<void> {
    stop.abort();
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    const within = async (ms: number): Promise<void> => {
      const end = clock.monotonic() + ms;
      while (active.size > 0 && clock.monotonic() < end) await new Promise((go) => setTimeout(go, 10));
    };
    await within(graceMs);
    for (const exchange of active) exchange.cancel(new NearmostError('cancelled', 'The server is stopping.'));
    await within(CANCEL_MS);
    server.closeAllConnections();
    await ended;
  }
  const close = (): Promise<void> => (closed ??= shut());

  return { url: context.url, port, close, consoleLink: () => consoleLink(context.url, sessions.link().code) };
}
