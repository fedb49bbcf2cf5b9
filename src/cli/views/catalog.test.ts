import { expect, test } from 'vitest';
import { recommend } from '../../store/catalog.ts';
import { createPaint } from '../paint.ts';
import { width } from '../text.ts';
import { renderCatalog } from './catalog.ts';

const memory = { totalBytes: 8e9, freeBytes: 4e9, limitedBy: 'machine' as const };
const models = recommend(undefined, {
  memory,
  bandwidth: { method: 'unavailable', bytesPerSecond: null, threads: 1 },
});

test.each([60, 80, 120])('every model once, under its job, in %d columns', (columns) => {
  const text = renderCatalog(models, memory, createPaint(false), columns);
  expect(text.split('\n').every((line) => width(line) <= columns)).toBe(true);
  for (const { name } of models)
    expect(text.match(new RegExp(`^[✓~✗–] ${name.replaceAll('.', '\\.')} `, 'gm'))).toHaveLength(1);
  for (const title of [
    'chat · to talk',
    'code · to program',
    'embed · to search',
    'speech · to turn',
    'vision · to look',
  ])
    expect(text).toContain(title);
});

test('what fits, what would, what does not, and what has no engine are told apart', () => {
  const text = renderCatalog(models, memory, createPaint(false), 100);
  for (const mark of ['✓', '~', '✗', '–']) expect(text).toMatch(new RegExp(`^${mark} `, 'm'));
});
