// What passing through Nearmost costs: a fake provider, a bare Node proxy, one that stores a row for each answer, Nearmost
// and (once installed) the Portkey gateway, each a process of its own, under the same load in interleaved rounds; every ratio is paired in its round.
import { cpuSeconds, startNode } from './gateway/child.ts';
import { startLoader, type Loader } from './gateway/loader.ts';
import { median } from './lib/median.ts';
import type { Load } from './gateway/load.ts';
import { installPeer, startPeer } from './gateway/peer.ts';
import { startServer } from './gateway/server.ts';

interface Target {
  name: string;
  pid: number;
  origin: string;
  headers: Record<string, string>;
  model: string;
}
interface Sizes {
  rounds: number;
  /** Requests of one round with one client, and with many. */
  single: number;
  many: number;
}

const CLIENTS = 16;
const HUNG_REQUESTS = 20;
const TIMEOUT_MS = 1000;
const gateway = (name: string): string => new URL(`./gateway/${name}.ts`, import.meta.url).pathname;

const body = (model: string): string =>
  JSON.stringify({
    model,
    messages: [
      { role: 'system', content: 'You are a helpful assistant.' },
      { role: 'user', content: 'What is the capital of Norway, and what is it known for?' },
    ],
    temperature: 0.2,
    max_tokens: 64,
  });

async function load(loader: Loader, target: Target, clients: number, requests: number): Promise<Load> {
  const result = await loader.run({
    origin: target.origin,
    path: '/v1/chat/completions',
    headers: { 'content-type': 'application/json', ...target.headers },
    body: body(target.model),
    clients,
    requests,
  });
  if (result.failed > 0)
    throw new Error(`${target.name}: ${result.failed} of ${requests} failed: ${result.sample}`);
  return result;
}

/** One figure of every target in every round. */
interface Rounds {
  p50: Record<string, number[]>;
  rps: Record<string, number[]>;
  /** Seconds of processor time for each request. */
  cpu: Record<string, (number | null)[]>;
}

async function measure(loader: Loader, targets: Target[], sizes: Sizes): Promise<Rounds> {
  const rounds: Rounds = { p50: {}, rps: {}, cpu: {} };
  for (const target of targets) {
    await load(loader, target, 1, Math.ceil(sizes.single / 2));
    await load(loader, target, CLIENTS, Math.ceil(sizes.many / 2));
  }
  for (let round = 0; round < sizes.rounds; round += 1) {
    // The order turns, so that no target is always first.
    const order = [...targets.slice(round % targets.length), ...targets.slice(0, round % targets.length)];
    for (const target of order) {
      const alone = await load(loader, target, 1, sizes.single);
      const before = cpuSeconds(target.pid);
      const crowd = await load(loader, target, CLIENTS, sizes.many);
      const after = cpuSeconds(target.pid);
      (rounds.p50[target.name] ??= []).push(median(alone.latencies));
      (rounds.rps[target.name] ??= []).push(sizes.many / crowd.seconds);
      const used = before === null || after === null ? null : (after - before) / sizes.many;
      (rounds.cpu[target.name] ??= []).push(used);
    }
  }
  return rounds;
}

/** Median over the rounds of a paired figure. */
function paired(
  a: readonly number[] = [],
  b: readonly number[] = [],
  how: (x: number, y: number) => number,
): number {
  return median(a.map((value, round) => how(value, b[round] ?? Number.NaN)));
}
const ratio = (x: number, y: number): number => x / y;
const round = (value: number, digits = 3): number => Number(value.toFixed(digits));

/** Requests one after the other while the first provider hangs: how many wait until its time is up? */
async function hungTimeouts(loader: Loader, target: Target): Promise<{ paid: number; p50: number }> {
  const { latencies, failed, sample } = await loader.run({
    origin: target.origin,
    path: '/v1/chat/completions',
    headers: { 'content-type': 'application/json', 'x-nearmost-route': 'cloud', ...target.headers },
    body: body('auto'),
    clients: 1,
    requests: HUNG_REQUESTS,
  });
  if (failed > 0) throw new Error(`${failed} of ${HUNG_REQUESTS} failed while a provider hung: ${sample}`);
  return { paid: latencies.filter((ms) => ms >= TIMEOUT_MS * 0.9).length, p50: median(latencies) };
}

function sum(values: readonly (number | null)[] = []): number | null {
  return values.reduce<number | null>(
    (total, value) => (total === null || value === null ? null : total + value),
    0,
  );
}

/** Figures against the Portkey gateway, or why there are none. */
function peerFigures(rounds: Rounds, missing: string | undefined): Record<string, unknown> {
  if (missing !== undefined)
    return {
      rps_vs_portkey: null,
      rps_vs_portkey_why: missing,
      cpu_vs_portkey: null,
      cpu_vs_portkey_why: missing,
    };
  const own = sum(rounds.cpu['nearmost']);
  const theirs = sum(rounds.cpu['portkey']);
  return {
    rps_vs_portkey: round(paired(rounds.rps['nearmost'], rounds.rps['portkey'], ratio)),
    ...(own === null || !theirs
      ? {
          cpu_vs_portkey: null,
          cpu_vs_portkey_why: 'this system does not tell the processor time of a process',
        }
      : { cpu_vs_portkey: round(own / theirs) }),
    portkey_p50_ms: round(median(rounds.p50['portkey'] ?? [])),
  };
}

/** Benchmark `gateway`. */
export async function run(options: {
  data?: string;
  quick: boolean;
  full: boolean;
}): Promise<Record<string, unknown>> {
  const sizes: Sizes = options.quick
    ? { rounds: 5, single: 150, many: 800 }
    : { rounds: options.full ? 21 : 11, single: 500, many: 4000 };
  const closers: (() => unknown)[] = [];
  try {
    const upstream = await startNode([gateway('upstream')]);
    closers.push(upstream.close);
    const address = String(upstream.hello['url']);
    const proxy = await startNode([gateway('proxy'), address]);
    closers.push(proxy.close);
    const floor = await startNode([gateway('floor'), address]);
    closers.push(floor.close);
    const server = await startServer(address, TIMEOUT_MS);
    closers.push(server.close);
    let missing = await installPeer(!options.quick);
    const targets: Target[] = [
      { name: 'proxy', pid: proxy.pid, origin: String(proxy.hello['url']), headers: {}, model: 'quick' },
      {
        name: 'nearmost',
        pid: server.pid,
        origin: server.origin,
        headers: server.headers,
        model: 'bench/quick',
      },
      { name: 'floor', pid: floor.pid, origin: String(floor.hello['url']), headers: {}, model: 'quick' },
    ];
    const peer =
      missing === undefined
        ? await startPeer().catch((error: unknown) => void (missing = String(error)))
        : undefined;
    if (peer) {
      closers.push(peer.close);
      targets.push({
        name: 'portkey',
        pid: peer.pid,
        origin: peer.origin,
        headers: peer.headers(`${address}/v1`),
        model: 'quick',
      });
    }
    const loader = await startLoader();
    closers.push(loader.close);
    const rounds = await measure(loader, targets, sizes);
    const own = targets[1] as Target;
    const hung = await hungTimeouts(loader, own);
    const overhead = paired(rounds.p50['nearmost'], rounds.p50['proxy'], (x, y) => x - y);
    return {
      n: sizes.rounds * (sizes.single + sizes.many),
      data: 'one chat request of two messages; a fake provider in its own process answers at once',
      overhead_p50_ms: round(overhead),
      proxy_p50_ms: round(median(rounds.p50['proxy'] ?? [])),
      nearmost_p50_ms: round(median(rounds.p50['nearmost'] ?? [])),
      rps: Math.round(median(rounds.rps['nearmost'] ?? [])),
      proxy_rps: Math.round(median(rounds.rps['proxy'] ?? [])),
      rps_vs_proxy: round(paired(rounds.rps['nearmost'], rounds.rps['proxy'], ratio)),
      floor_rps: Math.round(median(rounds.rps['floor'] ?? [])),
      rps_vs_floor: round(paired(rounds.rps['nearmost'], rounds.rps['floor'], ratio)),
      clients: CLIENTS,
      ...peerFigures(rounds, missing),
      hung_timeouts_paid: hung.paid,
      hung_requests: HUNG_REQUESTS,
      hung_p50_ms: round(hung.p50),
    };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}
