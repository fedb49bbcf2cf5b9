import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface StaticServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly host: string;
  /** Paths that were asked for, in order. */
  readonly seen: string[];
  /** Answers instead of the folder when it returns true. */
  intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

function sendFile(path: string, request: IncomingMessage, response: ServerResponse): void {
  if (!existsSync(path) || !statSync(path).isFile()) {
    response.writeHead(404).end();
    return;
  }
  const bytes = readFileSync(path);
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const etag = `"${bytes.length}"`;
  if (from > 0)
    response.writeHead(206, {
      etag,
      'content-length': bytes.length - from,
      'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
    });
  else response.writeHead(200, { etag, 'content-length': bytes.length });
  response.end(bytes.subarray(from));
}

/** A web server on a folder, on a free port of this machine; closed when the test ends. */
export async function staticServer(folder: string): Promise<StaticServer> {
  const made: StaticServer = { url: '', host: '', seen: [] };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    made.seen.push(path);
    if (made.intercept?.(request, response) !== true) sendFile(join(folder, path), request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(made, { url: `http://${host}`, host });
}
