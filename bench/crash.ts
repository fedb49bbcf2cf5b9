import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createRandom } from '../src/kit/random.ts';
import type { BenchOptions } from './main.ts';
import { gone, headers, startServer, type Server } from './lib/server.ts';

const CLIENTS = 4;
/** Longest wait for the first answer after a kill. */
const RETURN_MS = 30_000;
const COMMANDS = [
  'wake me at 6:30 tomorrow',
  'play Norah Jones',
  'will it rain in Oslo on Friday',
  'turn off the kitchen light',
];

/** Sends one request and reads it to the end; the id of an answer that was acknowledged, else undefined. */
async function askOnce(server: Server, i: number): Promise<string | undefined> {
  const stream = i % 2 === 1;
  try {
    const answer = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: headers(server),
      body: JSON.stringify({
        model: 'local/house',
        stream,
        messages: [{ role: 'user', content: COMMANDS[i % COMMANDS.length] }],
      }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    const whole = stream ? text.trimEnd().endsWith('data: [DONE]') : text.trimEnd().endsWith('}');
    return answer.ok && whole ? (answer.headers.get('x-nearmost-request-id') ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

/** Asks again until an answer comes: a model that died four times in five minutes rests before its next load, by design. */
async function askUntil(server: Server, i: number, ms: number): Promise<string | undefined> {
  const end = performance.now() + ms;
  for (;;) {
    const id = await askOnce(server, i);
    if (id !== undefined || performance.now() > end) return id;
    await new Promise((wait) => setTimeout(wait, 250));
  }
}

/** Keeps clients asking until told to stop; collects what was acknowledged. */
function load(server: Server, acknowledged: Set<string>): () => Promise<void> {
  const ended = new AbortController();
  const clients = Array.from({ length: CLIENTS }, async (_, client) => {
    for (let i = client; !ended.signal.aborted; i++) {
      const id = await askOnce(server, i);
      if (id !== undefined) acknowledged.add(id);
      else if (server.process.exitCode !== null || server.process.signalCode !== null) return;
      else await new Promise((wait) => setTimeout(wait, 20));
    }
  });
  return async () => {
    ended.abort();
    await Promise.all(clients);
  };
}

/** Process ids of the models in memory. */
async function modelPids(server: Server): Promise<number[]> {
  const answer = await fetch(`${server.url}/admin/ps`, { headers: headers(server) });
  const body = (await answer.json()) as { models?: { pid: number }[] } | { pid: number }[];
  return (Array.isArray(body) ? body : (body.models ?? [])).map(({ pid }) => pid).filter((pid) => pid > 0);
}

/** What is wrong with the state on disk, in words; empty: nothing. */
function corruption(
  home: string,
  acknowledged: Set<string>,
  token: string,
): { corrupt: string[]; lost: string[] } {
  const corrupt: string[] = [];
  const database = new DatabaseSync(join(home, 'nearmost.db'), { readOnly: true });
  const check = database.prepare('PRAGMA integrity_check').get() as { integrity_check: string };
  if (check.integrity_check !== 'ok') corrupt.push(`database: ${check.integrity_check}`);
  const find = database.prepare('SELECT count(*) AS rows FROM ledger WHERE request_id = ?');
  const lost = [...acknowledged].filter((id) => (find.get(id) as { rows: number }).rows !== 1);
  database.close();
  if (readFileSync(join(home, 'token'), 'utf8').trim() !== token) corrupt.push('the token changed');
  if (process.platform !== 'win32' && (statSync(join(home, 'token')).mode & 0o077) !== 0)
    corrupt.push('the token is readable by others');
  return { corrupt, lost };
}

/**
 * Kills the server (two of three times) or its model (one of three) with SIGKILL at seeded random moments under load.
 * After each: every acknowledged request must have exactly one ledger row, the state on disk must be sound, and the
 * (restarted) server must serve.
 */
export async function run({ quick, full }: BenchOptions): Promise<Record<string, unknown>> {
  const kills = quick ? 20 : full ? 1000 : 200;
  const next = createRandom(20_261_121);
  const home = mkdtempSync(join(tmpdir(), 'nearmost-crash-'));
  const acknowledged = new Set<string>();
  const problems: string[] = [];
  const lost = new Set<string>();
  let [failedRestarts, killedServers, killedModels, slowestReturn] = [0, 0, 0, 0];
  let token = '';
  /** Of the model, since the server started. */
  let deaths = 0;
  let server = await startServer(home);
  try {
    for (let kill = 0; kill < kills; kill++) {
      ({ token } = server);
      const stop = load(server, acknowledged);
      await new Promise((wait) => setTimeout(wait, 50 + next() * 600));
      // a model that died four times in five minutes rests before its next load: a new server in between keeps the run short
      const pids = next() < 1 / 3 && deaths < 3 ? await modelPids(server).catch(() => []) : [];
      if (pids.length > 0) {
        killedModels += 1;
        deaths += 1;
        process.kill(pids[Math.floor(next() * pids.length)] as number, 'SIGKILL');
        await stop();
      } else {
        killedServers += 1;
        deaths = 0;
        server.process.kill('SIGKILL');
        await gone(server.process);
        await stop();
        server = await startServer(home);
      }
      const back = performance.now();
      const served = await askUntil(server, kill, RETURN_MS);
      slowestReturn = Math.max(slowestReturn, performance.now() - back);
      if (served === undefined) failedRestarts += 1;
      else acknowledged.add(served);
      const found = corruption(home, acknowledged, token);
      problems.push(...found.corrupt);
      for (const id of found.lost) lost.add(id);
    }
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
  return {
    kills,
    killed_servers: killedServers,
    killed_models: killedModels,
    acknowledged: acknowledged.size,
    lost_acknowledged: lost.size,
    corrupt: problems.length,
    failed_restarts: failedRestarts,
    slowest_return_ms: Math.round(slowestReturn),
    problems: problems.slice(0, 5),
    n: kills,
  };
}
