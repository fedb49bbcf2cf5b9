import { LEARNING_APP } from '../contract/index.ts';
import type { Database } from '../store/database.ts';
import { emptySums, type Sums } from './sums.ts';

/** Requests of one app, model, task, place and outcome. Money in US dollars, times in milliseconds. */
export interface TrafficGroup {
  app: string;
  task: string;
  model: string;
  place: 'local' | 'cloud';
  status: 'ok' | 'error' | 'cancelled';
  requests: number;
  costUsd: number;
  /** Rows without a known cost. */
  unpriced: number;
  counterfactualUsd: number;
  /** Rows for which that is known. */
  counterfactualKnown: number;
  inputTokens: number;
  outputTokens: number;
  durationMs: number;
  /** Of it, how long this device tried before somebody else answered. */
  hereFirstMs: number;
  egressBytes: number;
}

interface Span {
  /** Milliseconds since 1970. */
  since: number;
  /** Not included. */
  until: number;
}

/** Rows summed up in one turn of the event loop: about 20 ms. */
const SLICE = 5000;

const SQL = `
  SELECT app, task, model, place, status, count(*) AS requests, sum(coalesce(cost_usd, 0)) AS costUsd,
    sum(cost_usd IS NULL) AS unpriced, sum(coalesce(counterfactual_usd, 0)) AS counterfactualUsd,
    sum(counterfactual_usd IS NOT NULL) AS counterfactualKnown, sum(coalesce(input_tokens, 0)) AS inputTokens,
    sum(coalesce(output_tokens, 0)) AS outputTokens, sum(duration_ms) AS durationMs, sum(egress_bytes) AS egressBytes,
    sum(iif(place = 'local' OR handed_over IS NULL, 0, (
      SELECT coalesce(sum(json_extract(value, '$.durationMs')), 0) FROM json_each(attempts)
      WHERE json_extract(value, '$.place') = 'local'))) AS hereFirstMs
  FROM ledger WHERE at >= :since AND at < :until
  GROUP BY app, task, model, place, status`;

/** Spans that are remembered: a year of days. */
const KEPT = 400;

/** Reads traffic by day. */
export interface TrafficReader {
  read(span: Span): Promise<TrafficGroup[]>;
}

/**
 * Sums up the ledger in SQL, in slices between which other work gets its turn. Spans that were read and that no row came into
 * or left since are remembered: the days of a month are summed up once, the running day each time.
 */
export function createTraffic(database: Database): TrafficReader {
  const state = database.prepare(
    'SELECT count(*) AS rows, max(id) AS newest FROM ledger WHERE at >= ? AND at < ?',
  );
  const sums = database.prepare(SQL);
  const kept = new Map<string, { stamp: string; groups: TrafficGroup[] }>();
  return {
    async read({ since, until }) {
      const key = `${since} ${until}`;
      const { rows, newest } = state.get(since, until) as { rows: number; newest: number | null };
      const stamp = `${rows} ${newest}`;
      const known = kept.get(key);
      if (known?.stamp === stamp) return known.groups;
      const slices = Math.ceil(rows / SLICE);
      const edge = (slice: number): number => Math.round(since + ((until - since) * slice) / slices);
      const groups: TrafficGroup[] = [];
      for (let slice = 0; slice < slices; slice += 1) {
        const bound = { since: edge(slice), until: edge(slice + 1) };
        groups.push(...(sums.all(bound) as unknown as TrafficGroup[]));
        await new Promise((next) => setImmediate(next));
      }
      kept.set(key, { stamp, groups });
      for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
      return groups;
    },
  };
}

/** The sums that figures are made of; what the learning loop asked by itself is cost, and nothing else. */
export function sumsOf(groups: readonly TrafficGroup[]): Sums {
  const sums = emptySums();
  for (const group of groups) {
    const own = group.app === LEARNING_APP;
    const { requests, status, place } = group;
    sums.costUsd += group.costUsd;
    sums.egressBytes += group.egressBytes;
    if (status === 'ok' && place === 'cloud') sums.unpriced += group.unpriced;
    if (own) {
      sums.ownRequests += requests;
      continue;
    }
    sums.requests += requests;
    sums.inputTokens += group.inputTokens;
    sums.outputTokens += group.outputTokens;
    if (status === 'error') sums.errors += requests;
    if (status === 'cancelled') sums.cancelled += requests;
    if (status !== 'ok') continue;
    const tokens = group.inputTokens + group.outputTokens;
    sums.answered += requests;
    sums.answeredTokens += tokens;
    if (place === 'cloud') continue;
    sums.answeredLocally += requests;
    sums.localTokens += tokens;
    sums.counterfactualUsd += group.counterfactualUsd;
    sums.counterfactualKnown += group.counterfactualKnown;
  }
  return sums;
}
