import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request that reached the fake. */
export interface FakeRequest {
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  /** The body as text, and as JSON where it is JSON. */
  text: string;
  json: Record<string, unknown>;
}

/** What the fake does with a request. */
export interface FakeAnswer {
  /** Default 200. */
  status?: number;
  headers?: Record<string, string>;
  /** Sent as it is when text or bytes, as JSON otherwise. */
  body?: unknown;
  /** Sent one after the other instead of `body`; text or bytes. */
  chunks?: (string | Uint8Array)[];
  /** Milliseconds before the first byte. */
  delayMs?: number;
  /** Waited for before the first byte: what a test looks at meanwhile is under way, however slow the machine is. */
  until?: Promise<unknown>;
  /** Milliseconds between chunks. */
  betweenMs?: number;
  /**
   * `reset`: the connection breaks before the first byte. `cut`: it breaks after the chunks (or half of the body).
   * `hang`: nothing comes. `stall`: the chunks come, then nothing more.
   */
  fault?: 'reset' | 'cut' | 'hang' | 'stall';
}

/** One answer for all, a list (the last one stays), or a function of the request and its number (from 0). */
export type Script = FakeAnswer | FakeAnswer[] | ((request: FakeRequest, number: number) => FakeAnswer);

export interface FakeUpstream {
  /** `http://127.0.0.1:<port>` */
  url: string;
  port: number;
  /** Everything that came, in order. */
  requests: FakeRequest[];
  /** Changes what it does from now on. */
  play(script: Script): void;
  /** Ends it; afterwards the address refuses connections. */
  close(): Promise<void>;
}

/** Chunks of a stream of server-sent events: one for each value, JSON unless it is text. */
export const sse = (...values: unknown[]): string[] =>
  values.map((value) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`);

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function asJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Body and its type; a value that is neither text nor bytes is JSON. */
function payload({ body }: FakeAnswer): { bytes: Buffer; type: string } {
  if (body instanceof Uint8Array) return { bytes: Buffer.from(body), type: 'application/octet-stream' };
  if (typeof body === 'string') return { bytes: Buffer.from(body), type: 'text/plain' };
  return { bytes: Buffer.from(JSON.stringify(body ?? {})), type: 'application/json' };
}

async function play(answer: FakeAnswer, response: ServerResponse): Promise<void> {
  const { fault, chunks, status = 200 } = answer;
  if (answer.delayMs) await sleep(answer.delayMs);
  await answer.until;
  if (fault === 'reset') return void response.socket?.resetAndDestroy();
  if (fault === 'hang') return;
  if (chunks === undefined) {
    const { bytes, type } = payload(answer);
    response.writeHead(status, { 'content-type': type, 'content-length': bytes.length, ...answer.headers });
    if (fault === undefined) return void response.end(bytes);
    response.write(bytes.subarray(0, bytes.length >> 1));
  } else {
    response.writeHead(status, { 'content-type': 'text/event-stream', ...answer.headers });
    response.flushHeaders();
    for (const chunk of chunks) {
      if (response.destroyed) return;
      response.write(chunk);
      if (answer.betweenMs) await sleep(answer.betweenMs);
    }
    if (fault === undefined) return void response.end();
  }
  if (fault === 'cut') {
    // What was written must be on its way before the connection breaks.
    await sleep(20);
    response.socket?.resetAndDestroy();
  }
}

/**
 * A server on 127.0.0.1 that answers as a script says, and fails as it says. For tests, demos and benchmarks.
 * @example const upstream = await startFakeUpstream({ script: { status: 429, headers: { 'retry-after': '3' } } })
 */
export async function startFakeUpstream(
  options: { script?: Script; port?: number } = {},
): Promise<FakeUpstream> {
  let script: Script = options.script ?? { body: {} };
  let number = 0;
  const requests: FakeRequest[] = [];
  const sockets = new Set<Socket>();

  const answerTo = (request: FakeRequest): FakeAnswer => {
    const at = number;
    number += 1;
    if (typeof script === 'function') return script(request, at);
    return Array.isArray(script) ? (script[Math.min(at, script.length - 1)] ?? {}) : script;
  };

  const server = createServer((incoming, response) => {
    const handle = async (): Promise<void> => {
      const text = await readBody(incoming);
      const headers = incoming.headers as Record<string, string>;
      const request = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers,
        text,
        json: asJson(text),
      };
      requests.push(request);
      await play(answerTo(request), response);
    };
    handle().catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(options.port ?? 0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    play(next) {
      script = next;
      number = 0;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
