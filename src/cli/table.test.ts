import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { createPaint } from './paint.ts';
import { renderPairs, renderTable } from './table.ts';
import { width } from './text.ts';

const plain = createPaint(false);

test('columns line up and numbers stand on the right', () => {
  const text = renderTable(
    [{ title: 'model' }, { title: 'size', right: true }],
    [
      ['house', '7.9 MB'],
      ['qwen3-0.6b', '639 MB'],
    ],
    plain,
    80,
  );
  expect(text).toBe(['model         size', 'house       7.9 MB', 'qwen3-0.6b  639 MB'].join('\n'));
});

test('the flexible column gives way on a narrow terminal', () => {
  const text = renderTable(
    [{ title: 'model' }, { title: 'because', flexible: true }],
    [['openai/gpt-4o-mini', 'label personal: the content stays on this device']],
    plain,
    40,
  );
  expect(text.split('\n').every((line) => width(line) <= 40)).toBe(true);
  expect(text).toContain('…');
});

test('spare columns go, the largest number first; then each row is a list', () => {
  const columns = [
    { title: 'model' },
    { title: 'quant', spare: 1 },
    { title: 'params', spare: 2 },
    { title: 'size' },
  ];
  const rows = [['qwen3.5-2b', 'Q4_K_M', '2B', '1.3 GB']];
  const at = (total: number): string => renderTable(columns, rows, plain, total);
  expect(at(40).split('\n')[0]).toBe('model       quant   params  size');
  expect(at(30).split('\n')[0]).toBe('model       quant   size');
  expect(at(20).split('\n')[0]).toBe('model       size');
  expect(at(16)).toBe('qwen3.5-2b\n  size  1.3 GB');
});

test('colours do not disturb the columns', () => {
  const paint = createPaint(true);
  const columns = [{ title: 'a', paint: paint.red }, { title: 'b' }];
  const rows = [
    ['x', 'y'],
    ['longer', 'z'],
  ];
  const bare = stripVTControlCharacters(renderTable(columns, rows, paint, 80));
  expect(bare).toBe('a       b\nx       y\nlonger  z');
});

test('pairs stand below each other', () => {
  expect(
    renderPairs(
      [
        ['label', 'public'],
        ['cost', '$0'],
      ],
      plain,
    ),
  ).toBe('label  public\ncost   $0');
});
