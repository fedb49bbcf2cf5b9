import type { Migration } from './migration.ts';

/** The ledger: one row a request. Times are milliseconds since 1970, money US dollars. No content of requests. */
export const ledgerTable: Migration = {
  version: 1,
  name: 'ledger',
  sql: `
    CREATE TABLE ledger (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      request_id TEXT NOT NULL,
      at INTEGER NOT NULL,
      app TEXT NOT NULL,
      task TEXT NOT NULL,
      requested_model TEXT NOT NULL,
      status TEXT NOT NULL,
      error TEXT,
      place TEXT NOT NULL,
      model TEXT NOT NULL,
      reason TEXT NOT NULL,
      confidence REAL,
      threshold REAL,
      calibrated INTEGER NOT NULL,
      label TEXT NOT NULL,
      cost_usd REAL,
      input_tokens INTEGER,
      cached_input_tokens INTEGER,
      output_tokens INTEGER,
      ttft_ms REAL,
      duration_ms REAL NOT NULL,
      counterfactual_usd REAL,
      egress_bytes INTEGER NOT NULL,
      handed_over TEXT,
      attempts TEXT NOT NULL,
      rejected TEXT NOT NULL
    ) STRICT;
    CREATE INDEX ledger_request ON ledger (request_id);
    CREATE INDEX ledger_at ON ledger (at);
    CREATE INDEX ledger_spent ON ledger (at, cost_usd) WHERE cost_usd > 0;
    CREATE INDEX ledger_app ON ledger (app, id);
  `,
};
