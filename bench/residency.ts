import { playChaos } from './residency/chaos.ts';
import { lowerBound } from './residency/bound.ts';
import { median } from './lib/median.ts';
import { PEERS, REFERENCES, playPeer } from './residency/peers.ts';
import { playLive } from './residency/live.ts';
import type { SimResult } from './residency/result.ts';
import { azureFile, factsOf, scenesIn, scenesOf, type Scene } from './residency/scenes.ts';
import { simulate, type Levers } from './residency/simulate.ts';
import type { BenchOptions } from './main.ts';

interface Lever extends Levers {
  /** Keys and values may be dropped before weights. */
  soft?: boolean;
  /** Adapters on a shared base. */
  shared?: boolean;
}

/** Most that a request may be overtaken for the sake of others whose model is there, seconds. */
const OVERTAKE = 30;
const BRIDGE = 0.125;
const together = { soft: true, overtake: OVERTAKE, shared: true };
/** Each figure's levers; those of the key `*_ratio` stand on each other. */
const LEVERS: Record<string, Lever> = {
  policy: {},
  sharing: together,
  bridge: { ...together, bridge: BRIDGE },
  intent: { ...together, bridge: BRIDGE, intent: true },
};
/** Each lever on the policy alone, and what is left without one. */
const APART: Record<string, Lever> = {
  'keys and values first': { soft: true },
  collation: { overtake: OVERTAKE },
  'adapters on a shared base': { shared: true },
  'cloud bridge': { bridge: BRIDGE },
  'declared intent': { intent: true },
  'learned prefetch': { learned: true },
  'collation and adapters': { overtake: OVERTAKE, shared: true },
  'all but the bridge': { ...together, intent: true },
};

interface Played {
  scene: Scene;
  best: number;
  bound: number;
  future: number;
  byteLru: number;
  results: Map<string, SimResult>;
}

const note = (line: string): void => void process.stderr.write(`${line}\n`);
const round = (value: number, digits = 3): number => Number(value.toFixed(digits));

function playScene(scene: Scene, names: Record<string, Lever>, bounded: boolean): Played {
  const facts = factsOf(scene, {});
  const sized = new Map(
    [...facts].map(([id, { weightBytes, loadSeconds }]) => [id, { id, bytes: weightBytes, loadSeconds }]),
  );
  const peer = (policy: (typeof PEERS)[string] | undefined): number =>
    policy ? playPeer(scene.events, sized, scene.budget, policy).loadSeconds : Number.NaN;
  const peers = Object.entries(PEERS).map(([name, policy]) => ({ name, seconds: peer(policy) }));
  const best = Math.min(...peers.map(({ seconds }) => seconds));
  const results = new Map(
    Object.entries(names).map(([name, lever]) => {
      const models = factsOf(scene, lever);
      const instead = new Map(
        [...(lever.shared ? scene.bases : [])].flatMap(([id, base]) => {
          const found = models.get(base);
          return found ? [[id, [found]] as const] : [];
        }),
      );
      return [name, simulate(scene.events, models, scene.budget, lever, instead)];
    }),
  );
  const played = {
    scene,
    best,
    results,
    bound: bounded ? lowerBound(scene.events, sized, scene.budget, best) : Number.NaN,
    future: peer(REFERENCES['future known, greedy']),
    byteLru: peer(REFERENCES['byte LRU']),
  };
  if (bounded) {
    note(`\n${scene.name}: ${scene.events.length} requests; seconds of loading that somebody waited for`);
    const line = (name: string, seconds: number, more = ''): void =>
      note(
        `  ${name.padEnd(40)} ${String(Math.round(seconds)).padStart(6)}  ${(seconds / best).toFixed(3)} ${more}`,
      );
    for (const { name, seconds } of peers) line(name, seconds);
    line('byte LRU', played.byteLru);
    line('future known, greedy', played.future);
    line('bound that no policy can beat', played.bound);
    for (const [name, { waitedSeconds, loadSeconds, sent, requests, startSeconds }] of results)
      line(
        name,
        waitedSeconds,
        `all loading ${Math.round(loadSeconds)} s, sent ${((100 * sent) / requests).toFixed(1)} %, start p95 ${round(percentile(startSeconds, 0.95), 1)} s`,
      );
  }
  return played;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** The largest over all scenes. */
const worst = (played: readonly Played[], of: (one: Played) => number): number => Math.max(...played.map(of));
const ratioOf =
  (name: string) =>
  ({ results, best }: Played): number =>
    (results.get(name)?.waitedSeconds ?? Number.NaN) / best;

/**
 * Which models to keep in memory: the planner in simulated time beside the policies of others, on invented flows and on
 * public arrivals; then the real pool with real processes. Ratios are seconds of loading that somebody waited for, over those of the best of the others on the
 * same trace and budget; the worst of all traces and budgets is told.
 */
export async function run({ data, quick, full }: BenchOptions): Promise<Record<string, unknown>> {
  const seeds = data === undefined ? (quick ? [1] : full ? range(1, 20) : range(1, 5)) : [1];
  const missing = data === undefined && azureFile() === undefined;
  const bySeed = seeds.map((seed) => {
    const scenes = data === undefined ? scenesOf(seed, 7) : scenesIn(data);
    const first = seed === seeds[0];
    return scenes.map((scene) => playScene(scene, first ? { ...LEVERS, ...APART } : LEVERS, first));
  });
  const first = bySeed[0] ?? [];
  const spread = (of: (one: Played) => number): { least: number; middle: number; most: number } => {
    const all = bySeed.map((played) => worst(played, of));
    return { least: round(Math.min(...all)), middle: round(median(all)), most: round(Math.max(...all)) };
  };
  const figures = {
    ...Object.fromEntries(
      Object.keys(LEVERS).map((name) => [`${name}_ratio`, round(worst(first, ratioOf(name)))]),
    ),
    bridge_sent_pct: round(
      worst(first, ({ results }) => sentPct(results.get('bridge'))),
      2,
    ),
    bound_ratio: round(worst(first, ({ results, bound }) => waited(results) / bound)),
    future_ratio: round(worst(first, ({ results, future }) => waited(results) / future)),
  };
  const why = `../shared/data/traces/azure2023_conv.csv is missing (AzurePublicDataset, CC BY 4.0): the ratios are the worst of two traces`;
  const unknown = Object.fromEntries(
    Object.keys(figures).flatMap((key) => [
      [key, null],
      [`${key}_why`, why],
    ]),
  );
  return {
    ...(await live(data !== undefined, quick)),
    ...(await chaos(data !== undefined, quick)),
    ...(missing ? unknown : figures),
    sim_over_budget_pct: round(worst(bySeed.flat(), overPct), 2),
    sim_refused: bySeed.flat().reduce((sum, { results }) => sum + refusals(results), 0),
    seeds: Object.fromEntries(Object.keys(LEVERS).map((name) => [`${name}_ratio`, spread(ratioOf(name))])),
    apart: Object.fromEntries(Object.keys(APART).map((name) => [name, round(worst(first, ratioOf(name)))])),
    scenes: Object.fromEntries(
      first.map((one) => [
        one.scene.name,
        Object.fromEntries(Object.keys(LEVERS).map((name) => [name, round(ratioOf(name)(one))])),
      ]),
    ),
    n: bySeed.flat().reduce((sum, { scene }) => sum + scene.events.length, 0),
  };
}

/** The hour of a working day against real processes; ten minutes of it when it has to be quick. */
async function live(otherTrace: boolean, quick: boolean): Promise<Record<string, unknown>> {
  const why = otherTrace
    ? 'the live replay plays its own trace with models of its own'
    : process.platform === 'linux'
      ? undefined
      : 'memory of processes is read from /proc: Linux only';
  if (why !== undefined)
    return { over_budget_pct: null, over_budget_pct_why: why, failed: null, failed_why: why };
  const played = await playLive({ minutes: quick ? 10 : 60 });
  const { peakBytes, budgetBytes, allBytes, failed, waitSeconds, ...counts } = played;
  for (const error of played.errors) note(error);
  return {
    over_budget_pct: round(Math.max(0, 100 * (peakBytes / budgetBytes - 1)), 2),
    failed,
    live: {
      ...counts,
      seconds: round(counts.seconds, 1),
      budget_mb: round(budgetBytes / 1e6, 1),
      peak_mb: round(peakBytes / 1e6, 1),
      all_models_mb: round(allBytes / 1e6, 1),
      wait_s_p50: round(percentile(waitSeconds, 0.5), 2),
      wait_s_p95: round(percentile(waitSeconds, 0.95), 2),
    },
  };
}

/** Cases that stop, thrash or lose requests elsewhere: evict while requested, impossible fit, request during an unload, four at once, a kill. */
async function chaos(otherTrace: boolean, quick: boolean): Promise<Record<string, unknown>> {
  if (otherTrace) {
    const why = 'the cases have models of their own';
    return {
      chaos_p99_ms: null,
      chaos_p99_ms_why: why,
      chaos_deadlocks: null,
      chaos_deadlocks_why: why,
      chaos_loads: null,
      chaos_loads_why: why,
    };
  }
  const rounds = quick ? 2 : 10;
  const { waitMs, stuck, wrong, loads } = await playChaos({ rounds });
  for (const words of wrong) note(words);
  return {
    chaos_p99_ms: round(percentile(waitMs, 0.99), 0),
    chaos_p50_ms: round(percentile(waitMs, 0.5), 0),
    chaos_deadlocks: stuck,
    chaos_wrong: wrong.length,
    chaos_loads: loads,
    chaos_requests: waitMs.length,
  };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
const waited = (results: Map<string, SimResult>): number =>
  results.get('policy')?.waitedSeconds ?? Number.NaN;
const sentPct = (result: SimResult | undefined): number =>
  result ? (100 * result.sent) / result.requests : Number.NaN;
const overPct = ({ results, scene }: Played): number =>
  Math.max(0, ...[...results.values()].map(({ peakGib }) => 100 * (peakGib / scene.budget - 1)));
const refusals = (results: Map<string, SimResult>): number =>
  [...results.values()].reduce((sum, { refused }) => sum + refused, 0);
