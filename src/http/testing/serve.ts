import { request } from 'node:http';
import type { Control } from '../control.ts';
import { startServer, type RunningServer } from '../server.ts';
import type { Runtime, SettingsInput } from '../../contract/index.ts';
import { createFakeRuntime, type FakeRuntime } from './fake-runtime.ts';

export const TOKEN = 'nm-testing-0123456789abcdef';

/** A reply as it came over the wire. */
export interface Wire {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  json: () => unknown;
}

export interface Call {
  method?: string;
  path?: string;
  /** With the token and JSON as content type unless said otherwise; `null` leaves one out. A list sends a header twice. */
  headers?: Record<string, string | string[] | null>;
  body?: unknown;
  signal?: AbortSignal;
}

export interface Served {
  server: RunningServer;
  runtime: FakeRuntime;
  call(what: Call): Promise<Wire>;
}

const DEFAULTS = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };

/** One request with exactly these headers; `fetch` would set its own. */
export function callServer(
  port: number,
  { method, path = '/', headers = {}, body, signal }: Call,
): Promise<Wire> {
  const payload =
    body === undefined
      ? undefined
      : typeof body === 'string' || Buffer.isBuffer(body)
        ? body
        : JSON.stringify(body);
  // As a flat list, so that a header can be there twice.
  const sent = Object.entries({ host: `127.0.0.1:${port}`, ...DEFAULTS, ...headers }).flatMap(
    ([name, value]) => (value === null ? [] : [value].flat().flatMap((one) => [name, one])),
  );
  if (payload !== undefined && !('transfer-encoding' in headers))
    sent.push('content-length', String(Buffer.byteLength(payload)));
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      method: method ?? (payload === undefined ? 'GET' : 'POST'),
    };
    const outgoing = request(
      { ...options, headers: sent, agent: false, ...(signal ? { signal } : {}) },
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => (text += chunk));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text,
            json: () => JSON.parse(text) as unknown,
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
}

/** A server over the fake runtime on a free port. */
export async function serveFake(
  config: SettingsInput = {},
  more: { control?: Control; graceMs?: number; runtime?: Partial<Runtime> } = {},
): Promise<Served> {
  const runtime = createFakeRuntime({ ...config, server: { port: 0, ...config.server } });
  Object.assign(runtime, more.runtime);
  const { control = {}, graceMs = 50 } = more;
  const server = await startServer({
    runtime,
    settings: runtime.settings,
    token: TOKEN,
    control,
    graceMs,
    version: '9.9.9',
  });
  return { server, runtime, call: (what) => callServer(server.port, what) };
}

/** The data of the events in a server-sent stream. */
export function eventsOf(text: string): string[] {
  return text
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .map((event) => event.slice(6));
}

/** Waits until something holds; fails with its words after a minute. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 60_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`it never came to be: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The error in a reply of the OpenAI dialect. */
export function errorOf(wire: Wire): { message: string; type: string; param: string | null; code: string } {
  return (wire.json() as { error: { message: string; type: string; param: string | null; code: string } })
    .error;
}

/** Our code of an error, whatever the dialect. */
export function errorCode(wire: Wire): unknown {
  const body = wire.json() as {
    code?: string;
    error: { code?: string; details?: { error_code: string } } | string;
  };
  return typeof body.error === 'string' ? body.code : (body.error.code ?? body.error.details?.error_code);
}
