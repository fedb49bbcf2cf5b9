import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ModelFacts } from '../../src/memory/plan-state.ts';
import { MODELS, type SimModel } from './catalogue.ts';
import { azureZipf, threeApps, type SimEvent } from './traces.ts';

/** A trace on a machine. GiB. */
export interface Scene {
  name: string;
  budget: number;
  events: readonly SimEvent[];
  models: readonly SimModel[];
  /** By model: the base that may answer for it with an adapter. */
  bases: ReadonlyMap<string, string>;
}

const BUDGETS = [8, 12];
/** Four small text models are adapters on one base, as in the first experiments. */
const BASES = new Map(['rerank', 'chat-0.6b', 'chat-1.7b', 'code-3b'].map((id) => [id, 'chat-4b']));
/** Of other traces: the same shares of all models that 8 and 12 GiB are of the twelve. */
const SHARES = [0.27, 0.41];
/** GiB read from disk a second. */
const BANDWIDTH = 1;
const ADAPTER_GIB = 0.04;
/** A context is made anew in about so many seconds; keys and values are read back at the speed of the disk. */
const CONTEXT_SECONDS = 0.05;
const GIB = 2 ** 30;
const DECODE_GIB = 60;

/** Where the arrivals of the public trace lie; undefined: nowhere. */
export function azureFile(): string | undefined {
  const folders = [process.env['NEARMOST_DATA'], resolve(import.meta.dirname, '../../../shared/data')];
  return folders
    .flatMap((folder) => (folder ? [join(folder, 'traces/azure2023_conv.csv')] : []))
    .find(existsSync);
}

/** The two traces of one seed, each at two budgets; without the public arrivals only the first. */
export function scenesOf(seed: number, days: number): Scene[] {
  const azure = azureFile();
  const traces: [string, SimEvent[]][] = [['three apps', threeApps(seed, days)]];
  // the first experiments drew the models of the public trace with the seed after that of the apps
  if (azure !== undefined) traces.push(['public arrivals', azureZipf(azure, seed + 1)]);
  return traces.flatMap(([name, events]) =>
    BUDGETS.map((budget) => ({
      name: `${name}, ${budget} GiB`,
      budget,
      events,
      models: MODELS,
      bases: BASES,
    })),
  );
}

/** `trace.jsonl` and `models.json` of a folder. */
export function scenesIn(folder: string): Scene[] {
  const described = JSON.parse(readFileSync(join(folder, 'models.json'), 'utf8')) as Record<
    string,
    { bytes: number; base?: string }
  >;
  const models = Object.entries(described).map(([id, { bytes }]): SimModel => ({
    id,
    weights: bytes / GIB,
    cache: 0,
    start: 0.5,
    kind: 'chat',
  }));
  const weights = new Map(models.map((model) => [model.id, model.weights]));
  const events = readFileSync(join(folder, 'trace.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { t: number; app: string; model: string; out?: number })
    .map(({ t, app, model, out = 1 }): SimEvent => {
      const size = weights.get(model);
      if (size === undefined)
        throw new Error(`trace.jsonl asks for ${model}, which models.json does not name`);
      return { t, app, model, service: 0.05 + (out * size) / DECODE_GIB };
    })
    .toSorted((a, b) => a.t - b.t);
  const bases = new Map(
    Object.entries(described).flatMap(([id, { base }]) => (base ? [[id, base] as const] : [])),
  );
  const all = models.reduce((sum, model) => sum + model.weights, 0);
  const largest = Math.max(...models.map((model) => model.weights));
  return SHARES.map((share) => {
    const budget = Math.max(largest, share * all);
    return { name: `trace, ${budget.toFixed(1)} GiB`, budget, events, models, bases };
  });
}

/** Models as the planner sees them. `soft`: keys and values may be dropped alone; `shared`: bases carry their adapters. */
export function factsOf(scene: Scene, how: { soft?: boolean; shared?: boolean }): Map<string, ModelFacts> {
  return new Map(
    scene.models.map(({ id, weights, cache, start }) => {
      const guests = how.shared ? [...scene.bases.values()].filter((base) => base === id).length : 0;
      const held = weights + guests * ADAPTER_GIB;
      const facts: ModelFacts = {
        id,
        weightBytes: how.soft ? held : held + cache,
        softBytes: how.soft ? cache : 0,
        loadSeconds: start + held / BANDWIDTH,
        restoreSeconds: CONTEXT_SECONDS + cache / BANDWIDTH,
      };
      return [id, facts];
    }),
  );
}
