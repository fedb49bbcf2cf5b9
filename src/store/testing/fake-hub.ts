import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A file that the hub serves. */
export interface FakeFile {
  content: Uint8Array;
  /** What the API says; default: the truth. `null`: nothing. */
  sha256?: string | null;
  size?: number | null;
  etag?: string;
}

export interface FakeHubOptions {
  /** Repository -> file name -> file. */
  repositories: Record<string, Record<string, FakeFile>>;
  licence?: string;
  /** Ends the connection after so many bytes of a body; called for each answer with bytes. Undefined: sends all. */
  dropAfter?: (request: { path: string; count: number }) => number | undefined;
  /** Answers instead of the hub when it returns true. */
  intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** True: file addresses point to a second server, as big hubs do. Default true. */
  redirect?: boolean;
  /** Milliseconds after a piece of a body that ends at such a byte of the file, so that a test can stop in the middle. */
  slowMs?: number | ((at: number) => number);
  ranges?: boolean;
}

/** A request as it arrived. */
interface SeenRequest {
  host: 'hub' | 'cdn';
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
}

export interface FakeHub {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly cdnUrl: string;
  readonly seen: SeenRequest[];
  readonly options: FakeHubOptions;
  close(): Promise<void>;
}

const PIECE = 16_384;
const COMMIT = 'c'.repeat(40);

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function listen(server: Server): Promise<string> {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/**
 * A local server that speaks the paths of a model hub: `/api/models/{id}?blobs=true` and `/{id}/resolve/{rev}/{file}`
 * with redirects, Range, If-Range, ETag, X-Linked-Size and X-Linked-Etag. It can drop connections and lie.
 */
export async function startFakeHub(options: FakeHubOptions): Promise<FakeHub> {
  const seen: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let cdnUrl = '';
  let answers = 0;

  function sendFile(file: FakeFile, request: IncomingMessage, response: ServerResponse): void {
    const etag = file.etag ?? `"${sha256(file.content).slice(0, 16)}"`;
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const same = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
    const from = range !== null && same && options.ranges !== false ? Number(range[1]) : 0;
    const total = file.content.byteLength;
    if (from >= total && total > 0) {
      response.writeHead(416, { 'content-range': `bytes */${total}` }).end();
      return;
    }
    const body = file.content.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, {
      etag,
      'content-length': body.byteLength,
      'accept-ranges': 'bytes',
      ...(from > 0 ? { 'content-range': `bytes ${from}-${total - 1}/${total}` } : {}),
    });
    const stop = options.dropAfter?.({ path: request.url ?? '', count: answers++ });
    void sendBody(response, body, from, stop);
  }

  async function sendBody(
    response: ServerResponse,
    body: Uint8Array,
    from: number,
    stop: number | undefined,
  ): Promise<void> {
    for (let at = 0; at < body.byteLength; at += PIECE) {
      const end = Math.min(at + PIECE, body.byteLength, stop ?? Infinity);
      if (end > at && !response.write(body.subarray(at, end))) {
        const ended = new AbortController();
        response.once('close', () => ended.abort());
        await once(response, 'drain', { signal: ended.signal }).catch(() => undefined);
        response.removeAllListeners('close');
      }
      if (stop !== undefined && end >= stop) {
        setTimeout(() => response.destroy(), 5);
        return;
      }
      if (response.destroyed) return;
      const { slowMs } = options;
      const ms = typeof slowMs === 'function' ? slowMs(from + end) : slowMs;
      if (ms !== undefined) await new Promise((go) => setTimeout(go, ms));
    }
    response.end();
  }

  function findFile(path: string): { file: FakeFile; name: string } | undefined {
    const [, repo = '', name = ''] =
      /^\/([^/]+\/[^/]+)\/resolve\/[^/]+\/(.+)$/.exec(decodeURIComponent(path)) ?? [];
    const file = options.repositories[repo]?.[name];
    return file === undefined ? undefined : { file, name };
  }

  function describe(repo: string, files: Record<string, FakeFile>): unknown {
    return {
      id: repo,
      sha: COMMIT,
      cardData: { license: options.licence ?? 'apache-2.0' },
      tags: ['gguf'],
      siblings: Object.entries(files).map(([rfilename, { content, size, sha256: told }]) => ({
        rfilename,
        ...(size === null ? {} : { size: size ?? content.byteLength }),
        ...(told === null
          ? {}
          : {
              lfs: {
                sha256: told ?? sha256(content),
                ...(size === null ? {} : { size: size ?? content.byteLength }),
              },
            }),
      })),
    };
  }

  const handler =
    (host: 'hub' | 'cdn') =>
    (request: IncomingMessage, response: ServerResponse): void => {
      const { pathname: path } = new URL(request.url ?? '/', 'http://x');
      seen.push({ host, method: request.method ?? '', path, headers: request.headers });
      if (options.intercept?.(request, response) === true) return;
      const repo = /^\/api\/models\/([^/]+\/[^/]+)/.exec(path)?.[1];
      const files = repo === undefined ? undefined : options.repositories[repo];
      if (host === 'hub' && repo !== undefined) {
        if (files === undefined) response.writeHead(401).end('{"error":"Repository not found"}');
        else
          response.setHeader('content-type', 'application/json').end(JSON.stringify(describe(repo, files)));
        return;
      }
      const found = findFile(path);
      if (found === undefined) {
        response.writeHead(404).end('Entry not found');
      } else if (host === 'hub' && options.redirect !== false) {
        const told = found.file.sha256 === undefined ? sha256(found.file.content) : found.file.sha256;
        response
          .writeHead(302, {
            location: `${cdnUrl}${path}`,
            'x-linked-size': found.file.size ?? found.file.content.byteLength,
            ...(told === null ? {} : { 'x-linked-etag': `"${told}"` }),
          })
          .end('Found. Redirecting');
      } else sendFile(found.file, request, response);
    };

  const servers = (['hub', 'cdn'] as const).map((host) => {
    const server = createServer(handler(host));
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    return server;
  });
  const [url = '', cdn = ''] = await Promise.all(servers.map(listen));
  cdnUrl = cdn;
  return {
    url,
    cdnUrl,
    seen,
    options,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
    },
  };
}
