import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Exchange } from '../exchange.ts';
import { send } from '../reply.ts';
import type { Route } from '../route.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Nothing but the console's own files: no inline script, no other host, no frame around it, no form, no HTML from strings. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

/** The built console, beside the compiled server or in a checkout. */
function builtFolder(): URL | undefined {
  return [
    new URL('../../console/', import.meta.url),
    new URL('../../../dist/console/', import.meta.url),
  ].find((folder) => existsSync(new URL('index.html', folder)));
}

const notBuilt = (exchange: Exchange): void =>
  send(exchange, 200, 'Nearmost is up. Its console is not built in this checkout: npm run build:console\n', {
    'content-type': 'text/plain; charset=utf-8',
  });

/** One file, read and packed when it is first asked for. */
function serveFile(file: URL, name: string): Route['handler'] {
  let kept: { plain: Buffer; packed: Buffer } | undefined;
  return ({ incoming, outgoing, headers }) => {
    if (!kept) {
      const plain = readFileSync(file);
      kept = { plain, packed: gzipSync(plain, { level: 9 }) };
    }
    const packed = /\bgzip\b/.test(incoming.headers['accept-encoding'] ?? '');
    const body = packed ? kept.packed : kept.plain;
    outgoing.writeHead(200, {
      ...headers,
      ...HEADERS,
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'content-length': body.length,
      // Names of assets carry a digest of what they hold.
      'cache-control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      ...(packed ? { 'content-encoding': 'gzip' } : {}),
    });
    outgoing.end(incoming.method === 'HEAD' ? undefined : body);
  };
}

/** Names of the files that can be served: those of the folder and of the folders in it. A glob takes a hundred times as long. */
function servable(folder: URL): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory()
        ? readdirSync(new URL(`${entry.name}/`, folder)).map((name) => `${entry.name}/${name}`)
        : [entry.name],
    )
    .filter((name) => extname(name) in TYPES);
}

/** A route for each file of the console: what is not among them is not served. Nothing private is in them. */
export function consoleFiles(folder: URL | undefined = builtFolder()): Route[] {
  const about = 'the web console';
  if (!folder) return [{ method: 'GET', path: '/', public: true, handler: notBuilt, about }];
  return servable(folder).map((name) => {
    const path = name === 'index.html' ? '/' : `/${name}`;
    return { method: 'GET', path, public: true, handler: serveFile(new URL(name, folder), name), about };
  });
}
