// The least that a gateway with a record can cost in Node: node:http, undici, a JSON parse each way and one row of the
// ledger, stored before the answer is given. No checks, no choice, no prices, no budgets.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from 'undici';
import type { LedgerEntry } from '../../src/contract/index.ts';
import { systemClock } from '../../src/kit/clock.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { openDatabase } from '../../src/store/database.ts';

const target = process.argv[2] ?? '';
const agent = new Agent();
const folder = mkdtempSync(join(tmpdir(), 'nearmost-floor-'));
const database = openDatabase(join(folder, 'floor.db'));
const ledger = createLedger({ database, clock: systemClock });
let count = 0;

const entry = (): LedgerEntry => ({
  requestId: `req_${(count += 1)}`,
  place: 'cloud',
  model: 'bench/quick',
  reason: 'pinned by the request',
  confidence: null,
  threshold: null,
  calibrated: false,
  label: 'public',
  costUsd: null,
  attempts: [],
  rejected: [],
  at: Date.now(),
  app: 'default',
  task: 'chat',
  requestedModel: 'bench/quick',
  status: 'ok',
  error: null,
  inputTokens: 12,
  cachedInputTokens: null,
  outputTokens: 16,
  ttftMs: 1,
  durationMs: 1,
  counterfactualUsd: null,
  egressBytes: 200,
});

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (piece: Buffer) => chunks.push(piece));
  request.on('end', () => {
    const body = JSON.stringify(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    const answer: Buffer[] = [];
    let status = 502;
    const fail = (): void => void response.writeHead(502).end();
    const path = request.url ?? '/';
    const headers = { 'content-type': 'application/json' };
    agent.dispatch(
      { origin: target, path, method: 'POST', headers, body },
      {
        onRequestStart() {},
        onResponseStart: (_, code) => void (status = code),
        onResponseData: (_, piece) => void answer.push(piece),
        onResponseEnd() {
          const text = JSON.stringify(JSON.parse(Buffer.concat(answer).toString('utf8')));
          ledger.record(entry()).then(() => {
            const length = Buffer.byteLength(text);
            response.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
            response.end(text);
          }, fail);
        },
        onResponseError: fail,
      },
    );
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}` }));
});
process.once('SIGTERM', () => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
