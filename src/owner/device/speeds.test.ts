import { expect, onTestFinished, test } from 'vitest';
import { localSpeeds } from '../../ledger/local-speeds.ts';
import { createLedger } from '../../ledger/record.ts';
import { entry } from '../../ledger/testing/entry.ts';
import { appsSeen } from '../../ledger/apps-seen.ts';
import { systemClock } from '../../kit/clock.ts';
import { openDatabase } from '../../store/database.ts';
import { modelsOf } from '../../store/models-of.ts';
import { tempHome } from '../../store/testing/temp-home.ts';
import { modelSpeeds } from './speeds.ts';

const memory = { totalBytes: 8e9, freeBytes: 8e9, limitedBy: 'machine' as const };

test('speeds come from whole answers of one model of this device; apps are counted with where they were answered', async () => {
  const home = tempHome();
  const ledger = await (async () => {
    const database = openDatabase(home.database);
    onTestFinished(() => database.close());
    const open = createLedger({ database, clock: systemClock });
    const rows = [
      ...[100, 200, 400].map((durationMs) => entry({ durationMs, outputTokens: 20, at: 5000 })),
      entry({ outputTokens: 3, durationMs: 1 }), // too short to say anything
      entry({ status: 'error', durationMs: 1 }),
      entry({ place: 'cloud', model: 'box/m', durationMs: 1, app: 'mail', at: 9000 }),
      entry({ app: 'nearmost-learning', at: 9500 }),
      entry({ app: 'old', at: 10 }),
    ];
    const first = rows.splice(0, 5);
    await Promise.all(first.map((row) => open.record(row)));
    const before = appsSeen(database, 1000);
    await Promise.all(rows.map((row) => open.record(row)));
    await open.close();
    expect(appsSeen(database, 1000)).toEqual(appsSeen(database, 1000, before));
    return { speeds: localSpeeds(database), apps: appsSeen(database, 1000, before).apps };
  })();
  expect(ledger.speeds).toContainEqual({ model: 'local/house', answers: 5, tokensPerSecond: 200 });
  expect(ledger.apps).toEqual([
    { app: 'mail', requests: 1, local: 0, lastAt: 9000 },
    { app: 'default', requests: 5, local: 4, lastAt: 5000 },
  ]);
  const records = (await modelsOf(home)).list();
  const fast = modelSpeeds(records, ledger.speeds, {
    memory,
    bandwidth: { method: 'measured', bytesPerSecond: 10e9, threads: 1 },
  });
  expect(fast.find(({ model }) => model === 'local/house')).toMatchObject({
    tokensPerSecond: { value: 200, method: 'measured' },
    expectedTokensPerSecond: { method: 'estimated' },
  });
  const blind = modelSpeeds(records, [], {
    memory,
    bandwidth: { method: 'unavailable', bytesPerSecond: null, threads: 1 },
  });
  expect(blind.map(({ model }) => model)).toEqual(['local/house']);
  expect(blind[0]).toMatchObject({
    answers: 0,
    tokensPerSecond: { value: null, method: 'unavailable' },
    expectedTokensPerSecond: { value: null, method: 'unavailable' },
  });
});
