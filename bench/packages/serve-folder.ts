import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';

export interface FolderServer {
  readonly url: string;
  /** Bytes that went out so far, headers and all. */
  sent(): number;
  /** Answers instead of the folder when it returns true. */
  intercept: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  close(): void;
}

/** A web server on a folder of this machine. */
export async function serveFolder(folder: string): Promise<FolderServer> {
  const sockets = new Set<Socket>();
  let gone = 0;
  const server = createServer((request, response) => {
    if (made.intercept?.(request, response) === true) return;
    const path = join(folder, new URL(request.url ?? '/', 'http://x').pathname);
    if (!existsSync(path) || !statSync(path).isFile()) {
      response.writeHead(404).end();
      return;
    }
    const bytes = readFileSync(path);
    response.writeHead(200, { 'content-length': bytes.length, etag: `"${bytes.length}"` }).end(bytes);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      gone += socket.bytesWritten;
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const made: FolderServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, gone),
    intercept: undefined,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return made;
}
