import { expect, test } from 'vitest';
import { foldLines, spansOf, terminalSvg } from './setup/terminal-svg.ts';

test('colours become spans at their columns', () => {
  expect(spansOf('a \u001B[32mgreen\u001B[39m \u001B[1mbold\u001B[22m')).toMatchObject([
    { text: 'a ', at: 0, bold: false },
    { text: 'green', at: 2, colour: '#7ee787' },
    { text: ' ', at: 7 },
    { text: 'bold', at: 8, bold: true },
  ]);
});

test('text is escaped and every line is inside the picture', () => {
  const svg = terminalSvg('<b>&"\nsecond line', 'a <title>');
  expect(svg).toContain('&lt;b&gt;&amp;&quot;');
  expect(svg).not.toContain('<b>');
  const height = Number(/height="(\d+)"/.exec(svg)?.[1]);
  const lowest = Math.max(...[...svg.matchAll(/ y="(\d+)"/g)].map((match) => Number(match[1])));
  expect(lowest).toBeLessThan(height);
});

test('folded lines become one that counts them', () => {
  expect(foldLines('a\nb\nc\nd', '2-3')).toBe('a\n\u001B[2m⋮ 2 more\u001B[22m\nd');
  expect(foldLines('a\nb', undefined)).toBe('a\nb');
});
