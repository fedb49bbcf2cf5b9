import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OPERATOR_CASES } from './operator-cases.ts';

describe('gradient against differences', () => {
  test.each(OPERATOR_CASES.map(({ name, error }) => [name, error] as const))('%s', async (_, error) => {
    expect(await error()).toBeLessThan(1e-4);
  });
});

/** Functions of the trainer that say how a gradient flows back, or that compute one. */
function differentiated(): string[] {
  const trainer = join(import.meta.dirname, '..');
  const names = new Set<string>();
  for (const file of readdirSync(trainer, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts') || file.startsWith('testing')) continue;
    let inside = '';
    for (const line of readFileSync(join(trainer, file), 'utf8').split('\n')) {
      inside = /^(?:export )?(?:function|const) (\w+)/.exec(line)?.[1] ?? inside;
      if (/\bgraph\.record\(|\b\w*[gG]radient: graph\.node\(/.test(line)) names.add(inside);
    }
  }
  return [...names];
}

test('every operator that is differentiated has such a check', () => {
  const checked = new Set(OPERATOR_CASES.map(({ name }) => name.split(',')[0]));
  const found = differentiated();
  expect(found).toContain('rmsNorm');
  expect(found).toContain('blockwiseCrossEntropy');
  expect(found.filter((name) => !checked.has(name))).toEqual([]);
});
