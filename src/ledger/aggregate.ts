import type { Database } from '../store/database.ts';

/** Sums over a group of rows. */
export interface Sums {
  requests: number;
  /** Answered with status ok. */
  answered: number;
  answeredLocally: number;
  errors: number;
  cancelled: number;
  inputTokens: number;
  outputTokens: number;
  /** Tokens, in and out, of answers. */
  answeredTokens: number;
  /** Those of answers from the device. */
  localTokens: number;
  costUsd: number;
  /** Cloud answers whose price is unknown. */
  unpriced: number;
  /** What local answers would have cost with the owner's cloud model. */
  counterfactualUsd: number;
  /** Local answers for which that is known. */
  counterfactualKnown: number;
  egressBytes: number;
}

/** Sums of one app or one model. */
export type NamedSums = Sums & { name: string };

/** Milliseconds; null where nothing was measured. */
export interface Percentiles {
  n: number;
  p50: number | null;
  p95: number | null;
}

/** Everything a report is made of. */
export interface Aggregates {
  all: Sums;
  apps: NamedSums[];
  models: NamedSums[];
  /** Reason -> requests that moved on from their first try. */
  handedOver: Record<string, number>;
  /** Error code -> requests that ended with it. */
  errors: Record<string, number>;
  ttft: { local: Percentiles; cloud: Percentiles };
  duration: { local: Percentiles; cloud: Percentiles };
}

export interface Period {
  /** Milliseconds since 1970; default 0. */
  since?: number;
  /** Not included; default: no end. */
  until?: number;
  app?: string;
}

const SUMS = `
  count(*) AS requests,
  coalesce(sum(status = 'ok'), 0) AS answered,
  coalesce(sum(status = 'ok' AND place = 'local'), 0) AS answeredLocally,
  coalesce(sum(status = 'error'), 0) AS errors,
  coalesce(sum(status = 'cancelled'), 0) AS cancelled,
  coalesce(sum(input_tokens), 0) AS inputTokens,
  coalesce(sum(output_tokens), 0) AS outputTokens,
  coalesce(sum(iif(status = 'ok', coalesce(input_tokens, 0) + coalesce(output_tokens, 0), 0)), 0) AS answeredTokens,
  coalesce(sum(iif(status = 'ok' AND place = 'local', coalesce(input_tokens, 0) + coalesce(output_tokens, 0), 0)), 0)
    AS localTokens,
  coalesce(sum(cost_usd), 0) AS costUsd,
  coalesce(sum(status = 'ok' AND place = 'cloud' AND cost_usd IS NULL), 0) AS unpriced,
  coalesce(sum(iif(status = 'ok' AND place = 'local', counterfactual_usd, 0)), 0) AS counterfactualUsd,
  coalesce(sum(status = 'ok' AND place = 'local' AND counterfactual_usd IS NOT NULL), 0) AS counterfactualKnown,
  coalesce(sum(egress_bytes), 0) AS egressBytes`;

const WHERE = 'at >= :since AND at < :until AND (:app IS NULL OR app = :app)';
/** Groups shown; the rest is in the totals. */
const GROUPS = 100;

/** Sums up the ledger in the database: a million rows take a second or two, and no row is held in memory. */
export function aggregate(database: Database, period: Period = {}): Aggregates {
  const bound = {
    since: period.since ?? 0,
    until: period.until ?? Number.MAX_SAFE_INTEGER,
    app: period.app ?? null,
  };
  const all = <T>(sql: string, more: Record<string, string | number> = {}): T[] =>
    database.prepare(sql).all({ ...bound, ...more }) as T[];
  const plain = <T extends object>(row: T): T => ({ ...row });
  const groups = (column: 'app' | 'model'): NamedSums[] =>
    all<NamedSums>(
      `SELECT ${column} AS name, ${SUMS} FROM ledger WHERE ${WHERE} GROUP BY ${column} ORDER BY requests DESC, name LIMIT ${GROUPS}`,
    ).map(plain);
  const counts = (column: 'handed_over' | 'error'): Record<string, number> =>
    Object.fromEntries(
      all<{ name: string; n: number }>(
        `SELECT ${column} AS name, count(*) AS n FROM ledger WHERE ${WHERE} AND ${column} IS NOT NULL GROUP BY ${column} ORDER BY n DESC`,
      ).map(({ name, n }) => [name, n]),
    );
  return {
    all: plain(all<Sums>(`SELECT ${SUMS} FROM ledger WHERE ${WHERE}`)[0] as Sums),
    apps: groups('app'),
    models: groups('model'),
    handedOver: counts('handed_over'),
    errors: counts('error'),
    ttft: percentiles('ttft_ms', all),
    duration: percentiles('duration_ms', all),
  };
}

type Query = <T>(sql: string, more?: Record<string, string | number>) => T[];

/** Nearest-rank percentiles of answered requests, sorted by the database. */
function percentiles(column: 'ttft_ms' | 'duration_ms', all: Query): Record<'local' | 'cloud', Percentiles> {
  const of = (place: 'local' | 'cloud'): Percentiles => {
    const rows = `FROM ledger WHERE ${WHERE} AND status = 'ok' AND place = '${place}' AND ${column} IS NOT NULL`;
    const [{ n } = { n: 0 }] = all<{ n: number }>(`SELECT count(*) AS n ${rows}`);
    const at = (share: number): number | null =>
      all<{ ms: number }>(`SELECT ${column} AS ms ${rows} ORDER BY ${column} LIMIT 1 OFFSET :skip`, {
        skip: Math.max(0, Math.ceil(share * n) - 1),
      })[0]?.ms ?? null;
    return { n, p50: at(0.5), p95: at(0.95) };
  };
  return { local: of('local'), cloud: of('cloud') };
}
