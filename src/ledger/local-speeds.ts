import type { Database } from '../store/database.ts';

/** How fast a model of this device answered. */
export interface LocalSpeed {
  /** `local/<id>` */
  model: string;
  answers: number;
  /** Median of whole answers, from the question to the last word. */
  tokensPerSecond: number;
}

/** Rows that are looked at: the newest. A look at all of a long ledger would hold the server up. */
const ROWS = 20_000;
/** Shorter answers are mostly waiting and reading. */
const LEAST_TOKENS = 4;

const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? 0;

/** Speeds of whole answers that one model of this device gave alone, from the newest rows of the ledger. */
export function localSpeeds(database: Database): LocalSpeed[] {
  const rows = database
    .prepare(
      `SELECT model, output_tokens * 1000.0 / duration_ms AS pace FROM ledger
       WHERE id > (SELECT coalesce(max(id), 0) FROM ledger) - ${ROWS} AND place = 'local' AND status = 'ok'
         AND handed_over IS NULL AND output_tokens >= ${LEAST_TOKENS} AND duration_ms > 0
       ORDER BY pace`,
    )
    .all() as { model: string; pace: number }[];
  return [...Map.groupBy(rows, ({ model }) => model)].map(([model, paces]) => ({
    model,
    answers: paces.length,
    tokensPerSecond: median(paces.map(({ pace }) => pace)),
  }));
}
