import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { randomLlama } from '../kit/gguf/testing/random-llama.ts';
import { createEgress } from '../privacy/egress.ts';
import { readRemoteHeader } from './remote-header.ts';

const door = createEgress({ offline: () => false, onCrossing: () => undefined });
let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((done) => (server ? server.close(done) : done(undefined)));
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((ready) => server?.listen(0, '127.0.0.1', ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.gguf`;
}

/** A sender that knows ranges, of a model with megabytes of weights. */
function ranges(
  file: Uint8Array,
  asked: string[],
): (request: IncomingMessage, response: ServerResponse) => void {
  return ({ headers }, response) => {
    asked.push(headers.range ?? '');
    const [, from = '0', to = '0'] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
    const piece = file.subarray(Number(from), Number(to) + 1);
    const last = Number(from) + piece.length - 1;
    response.writeHead(206, { 'content-range': `bytes ${from}-${last}/${file.length}` }).end(piece);
  };
}

const read = (url: string) => readRemoteHeader({ url, egress: door.egress });
const big = randomLlama({ width: 512, feedForward: 4096, layers: 2, type: 'F16' });

test('only the first megabytes are asked for', async () => {
  const asked: string[] = [];
  const header = await read(await serve(ranges(big, asked)));
  expect(asked).toEqual([`bytes=0-${8 * 2 ** 20 - 1}`]);
  expect(header.fileBytes).toBe(big.length);
  expect(big.length).toBeGreaterThan(8 * 2 ** 20);
  expect(header.tensors).toHaveLength(3 + 2 * 9);
});

test('a header that is longer than the first piece is read on', async () => {
  const asked: string[] = [];
  const url = await serve(ranges(big, asked));
  const header = await readRemoteHeader({ url, egress: door.egress, firstBytes: 4096 });
  expect(header.dataOffset).toBeGreaterThan(4096);
  expect(asked.slice(0, 2)).toEqual(['bytes=0-4095', 'bytes=4096-8191']);
});

test('a sender without ranges is cut off', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': big.length }).end(big);
  });
  expect((await read(url)).fileBytes).toBe(big.length);
});

test.each([
  ['no model', 'invalid_model_file', (response: ServerResponse) => response.writeHead(200).end('<html>')],
  ['an error', 'download_failed', (response: ServerResponse) => response.writeHead(500).end()],
  [
    'another piece',
    'download_failed',
    (response: ServerResponse) => response.writeHead(206, { 'content-range': 'bytes 5-9/100' }).end('GGUF1'),
  ],
  [
    'less than it says',
    'download_failed',
    (response: ServerResponse) =>
      response.writeHead(206, { 'content-range': 'bytes 0-9/100' }).end('GGUF123456'),
  ],
  [
    'a damaged header',
    'invalid_model_file',
    (response: ServerResponse) => response.writeHead(200, { 'content-length': 40 }).end(big.subarray(0, 40)),
  ],
] as const)('%s is refused', async (_name, code, answer) => {
  const url = await serve((_request, response) => void answer(response));
  await expect(read(url)).rejects.toMatchObject({ code });
});
