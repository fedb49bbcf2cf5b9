import type { Attempt } from '../contract/index.ts';
import type { Database } from '../store/database.ts';

/** Money in billionths of a US dollar, so that sums are exact; tokens read and written. */
export interface Spent {
  nanos: number;
  tokens: number;
}

/** Whose spending; absent: of all. */
export interface Who {
  app?: string;
  provider?: string;
}

/** Sums kept for so many different moments: a day's and a month's budget, and a few for people who look. */
const KEPT = 8;

/** What a number holds exactly: a provider that bills millions must not end all answers. */
const MOST = Number.MAX_SAFE_INTEGER;

export const toNanos = (usd: number): number => Math.round(usd * 1e9);
const providerOf = (model: string): string => model.slice(0, Math.max(0, model.indexOf('/')));

type Sums = Map<string, Spent & { app: string; provider: string }>;

function add(sums: Sums, app: string, provider: string, nanos: number, tokens: number): void {
  const key = `${app}\n${provider}`;
  const sum = sums.get(key) ?? { app, provider, nanos: 0, tokens: 0 };
  sums.set(key, { ...sum, nanos: sum.nanos + nanos, tokens: sum.tokens + tokens });
}

/** Adds up what fits. */
export function total(entries: Iterable<Spent & Required<Who>>, { app, provider }: Who): Spent {
  const sum = { nanos: 0, tokens: 0 };
  for (const entry of entries) {
    if ((app !== undefined && entry.app !== app) || (provider !== undefined && entry.provider !== provider))
      continue;
    sum.nanos += entry.nanos;
    sum.tokens += entry.tokens;
  }
  return sum;
}

const PAID = `(place = 'cloud' OR cost_usd > 0) AND id > ? AND id <= ?`;

/**
 * Money and tokens spent since a moment, by app and provider, kept as running sums: only rows that came since the last
 * question are read, also those of other processes.
 */
export function createSpending(database: Database): { since(sinceMs: number, who?: Who): Spent } {
  const newest = database.prepare('SELECT coalesce(max(id), 0) AS id FROM ledger');
  const columns = `app, substr(model, 1, instr(model, '/') - 1) AS provider,
    min(${MOST}, sum(CAST(round(coalesce(cost_usd, 0) * 1e9) AS INTEGER))) AS nanos,
    min(${MOST}, sum(iif(place = 'cloud', coalesce(input_tokens, 0) + coalesce(output_tokens, 0), 0))) AS tokens`;
  const all = database.prepare(`SELECT ${columns} FROM ledger WHERE ${PAID} AND at >= ? GROUP BY 1, 2`);
  const later = database.prepare(`SELECT ${columns} FROM ledger WHERE ${PAID} AND +at >= ? GROUP BY 1, 2`);
  // tries of other providers that were paid for, within such rows
  const aside = database.prepare(
    `SELECT app, model, attempts FROM ledger WHERE ${PAID} AND at >= ? AND attempts LIKE '%"tokens":%'`,
  );
  const kept = new Map<number, { id: number; sums: Sums }>();

  return {
    since(sinceMs, who = {}) {
      const moment = Math.ceil(sinceMs);
      const { id } = newest.get() as { id: number };
      const known = kept.get(moment);
      const sums = known?.sums ?? new Map();
      const from = known?.id ?? 0;
      if (known === undefined || id > from) {
        const rows = (known ? later : all).all(from, id, moment) as unknown as (Spent & Required<Who>)[];
        for (const { app, provider, nanos, tokens } of rows) add(sums, app, provider, nanos, tokens);
        for (const row of aside.all(from, id, moment) as { app: string; model: string; attempts: string }[])
          for (const { model, costUsd = 0, tokens = 0 } of JSON.parse(row.attempts) as Attempt[]) {
            add(sums, row.app, providerOf(model), toNanos(costUsd), tokens);
            add(sums, row.app, providerOf(row.model), -toNanos(costUsd), 0);
          }
      }
      kept.delete(moment);
      kept.set(moment, { id, sums });
      if (kept.size > KEPT) kept.delete(kept.keys().next().value as number);
      return total(sums.values(), who);
    },
  };
}
