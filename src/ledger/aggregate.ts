import type { Database } from '../store/database.ts';
import { LEARNING_APP } from '../contract/index.ts';
import {
  addOwnRow,
  addRow,
  createGroups,
  emptySums,
  percentiles,
  type NamedSums,
  type Percentiles,
  type SummedRow,
  type Sums,
} from './sums.ts';

/** Everything a report is made of. */
export interface Aggregates {
  all: Sums;
  apps: NamedSums[];
  models: NamedSums[];
  /** Outcome of the first try -> requests that moved on from it. */
  handedOver: Record<string, number>;
  /** Error code -> requests that ended with it. */
  errors: Record<string, number>;
  /** Of answered requests, in milliseconds. */
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

/** Rows read in one turn of the event loop: about 10 ms. */
const CHUNK = 5000;

type Cells = [
  id: number,
  app: string,
  model: string,
  place: string,
  status: string,
  error: string | null,
  handedOver: string | null,
  inputTokens: number,
  outputTokens: number,
  costUsd: number | null,
  counterfactualUsd: number | null,
  egressBytes: number,
  ttftMs: number | null,
  durationMs: number,
];

const SQL = `
  SELECT id, app, model, place, status, error, handed_over, coalesce(input_tokens, 0), coalesce(output_tokens, 0) AS o,
    cost_usd, counterfactual_usd, egress_bytes, ttft_ms, duration_ms
  FROM ledger WHERE id > :after AND at >= :since AND at < :until AND (:app IS NULL OR app = :app)
  ORDER BY id LIMIT ${CHUNK}`;

/** The rows of a period, chunk by chunk; between two chunks other work gets its turn. */
async function* chunks(database: Database, period: Period): AsyncGenerator<Cells[]> {
  const statement = database.prepare(SQL);
  statement.setReturnArrays(true);
  const bound = {
    since: period.since ?? 0,
    until: period.until ?? Number.MAX_SAFE_INTEGER,
    app: period.app ?? null,
  };
  let after = 0;
  for (;;) {
    const rows = statement.all({ ...bound, after }) as unknown as Cells[];
    yield rows;
    if (rows.length < CHUNK) return;
    after = rows.at(-1)?.[0] ?? after;
    await new Promise((next) => setImmediate(next));
  }
}

const count = (counts: Record<string, number>, name: string | null): void => {
  if (name !== null) counts[name] = (counts[name] ?? 0) + 1;
};

/** Sums up the ledger: a million rows take a few seconds and 20 MB, and other requests get their turn between. */
export async function aggregate(database: Database, period: Period = {}): Promise<Aggregates> {
  const all = emptySums();
  const [apps, models] = [createGroups(), createGroups()];
  const handedOver: Record<string, number> = {};
  const errors: Record<string, number> = {};
  const ttft: Record<string, number[]> = { local: [], cloud: [] };
  const duration: Record<string, number[]> = { local: [], cloud: [] };
  for await (const rows of chunks(database, period))
    for (const [
      ,
      app,
      model,
      place,
      status,
      error,
      moved,
      input,
      output,
      cost,
      would,
      egress,
      first,
      whole,
    ] of rows) {
      const row: SummedRow = {
        place,
        status,
        inputTokens: input,
        outputTokens: output,
        costUsd: cost,
        counterfactualUsd: would,
        egressBytes: egress,
      };
      apps.add(app, row);
      models.add(model, row);
      if (app === LEARNING_APP) {
        addOwnRow(all, row);
        continue;
      }
      addRow(all, row);
      count(handedOver, moved);
      count(errors, error);
      if (status !== 'ok') continue;
      if (first !== null) ttft[place]?.push(first);
      duration[place]?.push(whole);
    }
  const spread = (values: Record<string, number[]>): Aggregates['ttft'] => ({
    local: percentiles(values['local'] ?? []),
    cloud: percentiles(values['cloud'] ?? []),
  });
  return {
    all,
    apps: apps.list(),
    models: models.list(),
    handedOver,
    errors,
    ttft: spread(ttft),
    duration: spread(duration),
  };
}
