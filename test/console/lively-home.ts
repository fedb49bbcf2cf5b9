import { writeFileSync } from 'node:fs';
import type { LedgerEntry } from '../../src/contract/index.ts';
import { createRandom } from '../../src/kit/random.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { cloudEntry, entry } from '../../src/ledger/testing/entry.ts';
import { createVerdicts } from '../../src/ledger/verdicts.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openHome } from '../../src/store/home.ts';

const DAY_MS = 86_400_000;
const APPS = ['mail', 'notes', 'shop-search', 'console'];

/** A row of a day: the later, the more of them stay here. */
function row(number: number, at: number, share: number, random: () => number): LedgerEntry {
  const app = APPS[Math.floor(random() * APPS.length)] ?? 'mail';
  const common = { requestId: `req-${String(number).padStart(6, '0')}`, at, app };
  const tokens = {
    inputTokens: 40 + Math.floor(random() * 400),
    outputTokens: 20 + Math.floor(random() * 200),
  };
  if (random() < share)
    return entry({
      ...common,
      ...tokens,
      confidence: 0.7 + random() * 0.29,
      ttftMs: 8 + random() * 40,
      durationMs: 60 + random() * 400,
      counterfactualUsd: 0.0002 + random() * 0.002,
    });
  return cloudEntry({
    ...common,
    ...tokens,
    confidence: 0.2 + random() * 0.49,
    costUsd: 0.0004 + random() * 0.004,
    egressBytes: 300 + Math.floor(random() * 4000),
    ttftMs: 300 + random() * 500,
    durationMs: 900 + random() * 2500,
    ...(random() < 0.03 ? { status: 'error', error: 'upstream_unavailable', costUsd: 0 } : {}),
  });
}

export interface LivelyOptions {
  /** Rows a day in the ledger; default 60. */
  perDay?: number;
  /** Default 30. */
  days?: number;
  /** Merged into config.json. */
  settings?: Record<string, unknown>;
}

/** Fills a home with the ledger of a month: local share that grows, some judged answers, targets and caps. */
export async function fillHome(folder: string, options: LivelyOptions = {}): Promise<void> {
  const { perDay = 60, days = 30, settings = {} } = options;
  const home = openHome(folder);
  const now = Date.now();
  const database = openDatabase(home.database, { warn: () => undefined });
  const clock = { now: () => now, monotonic: () => performance.now() };
  const ledger = createLedger({ database, clock });
  const verdicts = createVerdicts(database, () => now);
  const random = createRandom(7);
  const stored: Promise<void>[] = [];
  for (let number = 0; number < days * perDay; number += 1) {
    const day = Math.floor(number / perDay);
    const at = now - (days - 1 - day) * DAY_MS - (perDay - (number % perDay)) * 60_000;
    const made = row(number, at, 0.55 + (0.38 * day) / days, random);
    stored.push(ledger.record(made));
    if (made.status === 'ok' && random() < 0.2) {
      await Promise.all(stored.splice(0));
      verdicts.note(made.requestId, 'feedback', random() < 0.96 ? 1 : 0);
    }
  }
  await Promise.all(stored);
  await ledger.close();
  database.close();
  const config = {
    label: 'public',
    apps: { mail: { qualityFloor: 0.95, localShare: 0.9, budget: { monthUsd: 5 } } },
    budget: { monthUsd: 2 },
    ...settings,
  };
  writeFileSync(home.config, JSON.stringify(config), { mode: 0o600 });
}
