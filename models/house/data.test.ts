import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readClinc } from './clinc.ts';
import { NONE, answerOf, textOf } from './command.ts';
import { loadDataset } from './dataset.ts';
import { RECIPE } from './recipe.ts';
import { readSnips } from './snips.ts';
import { isSpan } from './span.ts';

const DATA = resolve(process.env['NEARMOST_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data'));
const missing = ['snips/train_PlayMusic_full.json', 'clinc150/data_full.json'].find(
  (file) => !existsSync(resolve(DATA, file)),
);
const withData = test.skipIf(missing !== undefined);
if (missing) console.warn(`skipped: ${missing} is not in ${DATA} (set NEARMOST_DATA)`);

test('says what is missing', () => {
  expect(loadDataset('/nonexistent', RECIPE)).toEqual({ missing: ['snips/', 'clinc150/data_full.json'] });
});

withData('SNIPS rows: slots are spans that the grammar can reach', () => {
  const rows = readSnips(DATA, 'train') ?? [];
  expect(rows).toHaveLength(13_784);
  const unreachable = rows.filter((row) =>
    Object.values(answerOf(row).slots).some((value) => !isSpan(value, textOf(row))),
  );
  expect(unreachable.map(textOf)).toEqual([]);
});

withData('no held-out text is trained on, no validation or test row is read', () => {
  const dataset = loadDataset(DATA, RECIPE);
  if ('missing' in dataset) throw new Error('no data');
  const heldSnips = new Set(
    dataset.heldOut.filter(({ origin }) => origin === 'snips').map((row) => JSON.stringify(row)),
  );
  const epoch = dataset.epoch(0);
  const test150 = new Set((readClinc(DATA, 'test') ?? []).map(textOf));
  const same = new Set(epoch.map((command) => JSON.stringify(command)).filter((row) => heldSnips.has(row)));
  // Of 700: short sentences that SNIPS holds several times, or that an exchanged value makes.
  expect(same.size).toBeLessThan(20);
  expect(
    epoch.filter(({ origin, parts }) => origin === 'clinc' && test150.has(parts[0]?.text ?? '')).length,
  ).toBeLessThan(20);
  expect(epoch.filter(({ intent }) => intent === NONE).length).toBeGreaterThan(3000);
  expect(new Set(epoch.map(({ intent }) => intent)).size).toBe(dataset.intents.length);
});
