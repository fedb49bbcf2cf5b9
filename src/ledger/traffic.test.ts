import { afterEach, beforeEach, expect, test } from 'vitest';
import { LEARNING_APP } from '../contract/index.ts';
import { systemClock } from '../kit/clock.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { tempHome } from '../store/testing/temp-home.ts';
import { aggregate } from './aggregate.ts';
import { createLedger } from './record.ts';
import { cloudEntry, entry } from './testing/entry.ts';
import { createTraffic, sumsOf } from './traffic.ts';

let database: Database;
beforeEach(() => {
  database = openDatabase(tempHome().database);
});
afterEach(() => database.close());

async function store(...entries: ReturnType<typeof entry>[]): Promise<void> {
  const ledger = createLedger({ database, clock: systemClock });
  for (const one of entries) await ledger.record(one);
  await ledger.close();
}

test('the sums of all groups are those of the report, whatever is in the ledger', async () => {
  await store(
    entry({ requestId: 'a', at: 10 }),
    entry({ requestId: 'b', at: 20, app: 'mail', counterfactualUsd: null }),
    cloudEntry({ requestId: 'c', at: 30 }),
    cloudEntry({ requestId: 'd', at: 40, costUsd: null, inputTokens: null, outputTokens: null }),
    cloudEntry({ requestId: 'e', at: 50, status: 'error', error: 'timeout', costUsd: 0.1 }),
    entry({ requestId: 'f', at: 60, status: 'cancelled', error: 'cancelled' }),
    cloudEntry({ requestId: 'g', at: 70, app: LEARNING_APP }),
  );
  const groups = await createTraffic(database).read({ since: 0, until: 100 });
  expect(sumsOf(groups)).toEqual((await aggregate(database)).all);
});

test('a span is read again as soon as a row came into it or left it', async () => {
  const { read } = createTraffic(database);
  expect(await read({ since: 0, until: 100 })).toEqual([]);
  await store(entry({ requestId: 'a', at: 10 }), entry({ requestId: 'b', at: 100 }));
  const first = await read({ since: 0, until: 100 });
  expect(first).toMatchObject([{ requests: 1, place: 'local', status: 'ok' }]);
  expect(await read({ since: 0, until: 100 })).toBe(first);
  await store(entry({ requestId: 'c', at: 99 }));
  expect(await read({ since: 0, until: 100 })).toMatchObject([{ requests: 2 }]);
  database.exec("DELETE FROM ledger WHERE request_id = 'a'");
  expect(await read({ since: 0, until: 100 })).toMatchObject([{ requests: 1 }]);
});

test('more rows than one slice are counted once each', async () => {
  const insert = entry();
  await store(...Array.from({ length: 60 }, (_, at) => ({ ...insert, requestId: `r${at}`, at })));
  database.exec(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
     INSERT INTO ledger SELECT NULL, request_id || i, at + i, app, task, requested_model, status, error, place, model, reason, confidence,
       threshold, calibrated, label, cost_usd, input_tokens, cached_input_tokens, output_tokens, ttft_ms, duration_ms, counterfactual_usd,
       egress_bytes, handed_over, attempts, rejected, raw_confidence FROM ledger, n`,
  );
  const groups = await createTraffic(database).read({ since: 0, until: 1000 });
  expect(sumsOf(groups).requests).toBe(60 * 201);
});

test('how long this device tried before the cloud answered is told apart', async () => {
  await store(cloudEntry({ at: 5, durationMs: 900 }));
  const [group] = await createTraffic(database).read({ since: 0, until: 10 });
  const tried = cloudEntry()
    .attempts.filter(({ place }) => place === 'local')
    .reduce((sum, { durationMs }) => sum + durationMs, 0);
  expect(tried).toBeGreaterThan(0);
  expect(group).toMatchObject({ durationMs: 900, hereFirstMs: tried });
});
