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
