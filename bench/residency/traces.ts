import { readFileSync } from 'node:fs';
import { APPS, MODELS, type SimModel } from './catalogue.ts';
import { seeded } from './seeded.ts';

/** A request of a trace; `t` in seconds. */
export interface SimEvent {
  t: number;
  app: string;
  model: string;
  /** Seconds that its answer takes. */
  service: number;
}

/** Bytes that decoding reads a second, GiB; a guess for a desktop. */
const DECODE_GIB = 60;
/** Requests that are not text take this long. */
const FIXED: Partial<Record<SimModel['kind'], number>> = { embed: 0.05, stt: 1, image: 10 };
const MEAN_TOKENS = 100;
const kinds = new Map(MODELS.map((model) => [model.id, model]));

/** Seconds of an answer of so many tokens. */
function serviceSeconds(model: string, tokens: number): number {
  const { kind = 'chat', weights = 1 } = kinds.get(model) ?? {};
  return FIXED[kind] ?? 0.05 + (tokens * weights) / DECODE_GIB;
}

/** Days of sessions of the three apps, by time: each a walk over its models with pauses; days have quiet and busy hours. */
export function threeApps(seed: number, days = 7, sessionsPerHour = 5): SimEvent[] {
  const random = seeded(seed);
  const tokens = seeded(seed + 7919);
  const exponential = (): number => -Math.log(1 - random());
  const events: SimEvent[] = [];
  for (const [app, { think, flow, start, hours }] of Object.entries(APPS)) {
    let t = 0;
    while (t < days * 86_400) {
      // candidates come at least once an hour and are kept with the probability of the hour
      const perHour = Math.max(1e-4, sessionsPerHour * (hours[Math.floor((t / 3600) % 24)] ?? 0));
      t += (3600 * exponential()) / Math.max(perHour, 1);
      if (random() > Math.min(1, perHour)) continue;
      let at = t;
      let model = start;
      for (let left = 1 + Math.floor(10 * exponential()); left > 0; left--) {
        const service = serviceSeconds(model, -Math.log(1 - tokens()) * MEAN_TOKENS);
        events.push({ t: at, app, model, service });
        let draw = random();
        const next = flow[model]?.find(([, p]) => (draw -= p) < 0)?.[0] ?? model;
        const [kind, nextKind] = [kinds.get(model)?.kind ?? 'chat', kinds.get(next)?.kind ?? 'chat'];
        const chained = next !== model && (nextKind === 'embed' || ['embed', 'stt', 'vision'].includes(kind));
        at += chained ? 0.5 + random() : think * exponential();
        model = next;
      }
    }
  }
  return events.toSorted((a, b) => a.t - b.t);
}

const ZIPF = 0.9;
const PHASE_SECONDS = 1800;
/** A cluster's traffic brought to the size of one machine: every second request, sixty times slower. */
const EVERY = 2;
const SLOWER = 60;

/** Arrivals and lengths of the Azure conversation trace; models drawn by Zipf, three pairs swap ranks in each phase. */
export function azureZipf(file: string, seed: number): SimEvent[] {
  const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  const parsed = rows.map((line) => {
    const [stamp = '', , generated = '0'] = line.split(',');
    return { at: Date.parse(`${stamp.slice(0, 23).replace(' ', 'T')}Z`) / 1000, tokens: Number(generated) };
  });
  const first = parsed[0]?.at ?? 0;
  const random = seeded(seed);
  const weights = MODELS.map((_, i) => 1 / (i + 1) ** ZIPF);
  const total = weights.reduce((a, b) => a + b);
  const rank = MODELS.map(({ id }) => id);
  let phase = -1;
  return parsed
    .filter((_, i) => i % EVERY === 0)
    .map(({ at, tokens }) => {
      const t = (at - first) * SLOWER;
      if (Math.floor(t / PHASE_SECONDS) !== phase) {
        phase = Math.floor(t / PHASE_SECONDS);
        for (let k = 0; k < 3; k++) {
          const a = Math.floor(random() * rank.length);
          const b = Math.floor(random() * rank.length);
          [rank[a], rank[b]] = [rank[b] ?? '', rank[a] ?? ''];
        }
      }
      let draw = random() * total;
      let i = 0;
      while (i < rank.length - 1 && (draw -= weights[i] ?? 0) > 0) i += 1;
      const model = rank[i] ?? '';
      return { t, app: 'all', model, service: serviceSeconds(model, tokens) };
    });
}
