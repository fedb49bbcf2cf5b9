import fc from 'fast-check';
import { expect, test } from 'vitest';
import { grow, NOTHING, type Grown } from './grow.ts';
import { lex } from './lex.ts';
import { plainEntities } from './plain-entities.ts';
import { safeLink } from './safe-link.ts';

const SAMPLE = [
  '# Title',
  'A paragraph with **bold** and\na second line.',
  '- one\n- two\n\n- three',
  '```js\nlet a = 1;\n\nlet b = 2;\n```',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '> quoted\n> more',
  '<b onclick="x()">raw</b>',
  '1. first\n2. second',
  'The end.',
].join('\n\n');

/** Without spaces: the lexer writes some of them differently. */
const bare = (text: string): string => text.replace(/\s/g, '');
const shown = ({ done, tail }: Grown): string =>
  bare([...done, ...tail].map(({ token }) => token.raw).join(''));
const types = ({ done, tail }: Grown): string[] => [...done, ...tail].map(({ token }) => token.type);

test('a text that grows letter by letter ends as one that came whole', () => {
  let grown = NOTHING;
  for (let end = 1; end <= SAMPLE.length; end += 1) {
    grown = grow(grown, SAMPLE.slice(0, end), false);
    expect(shown(grown)).toBe(bare(SAMPLE.slice(0, end)));
  }
  grown = grow(grown, SAMPLE, true);
  expect(types(grown)).toEqual(types(grow(NOTHING, SAMPLE, true)));
  expect(grown.tail).toEqual([]);
});

test('blocks that are done stay the same objects', () => {
  const first = grow(NOTHING, SAMPLE.slice(0, 120), false);
  const second = grow(first, SAMPLE, false);
  expect(first.done.length).toBeGreaterThan(0);
  for (const [place, block] of first.done.entries()) expect(second.done[place]).toBe(block);
});

test('a text that changed is read from its beginning; the same text is not read again', () => {
  const first = grow(NOTHING, SAMPLE, true);
  expect(shown(grow(first, 'other', true))).toBe('other');
  const open = grow(NOTHING, SAMPLE, false);
  expect(grow(open, SAMPLE, false)).toBe(open);
});

test('whatever comes is read, nothing is lost and nothing is thrown', () => {
  const pieces = fc.array(
    fc.constantFrom(
      '#',
      ' ',
      '\n',
      '\n\n',
      '`',
      '```',
      '|',
      '-',
      '> ',
      '* ',
      '[a](',
      ')',
      '<b>',
      '&',
      'x',
      '1. ',
    ),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(pieces, fc.nat(), (parts, cut) => {
      const text = parts.join('');
      const half = grow(NOTHING, text.slice(0, cut % (text.length + 1)), false);
      expect(shown(grow(half, text, true))).toBe(bare(text));
    }),
  );
});

test('text that would take long to read is shown as it was written', () => {
  const [block] = lex('*a '.repeat(20_000));
  expect(block?.type === 'paragraph' && block.tokens?.length).toBe(1);
  expect(lex('>'.repeat(20_000)).map(({ raw }) => raw.length)).toEqual([20_000]);
});

test('links lead to pages and mail addresses only', () => {
  expect(safeLink('https://example.com/a?b=c')).toBe('https://example.com/a?b=c');
  expect(safeLink('mailto:a@b.example')).toBe('mailto:a@b.example');
  for (const bad of [
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example',
    '/admin/shutdown',
    '#x',
    '',
    'http://',
  ])
    expect(safeLink(bad), bad).toBeUndefined();
});

test('entities are text', () => {
  expect(plainEntities('a &amp; b &lt;script&gt; &#39;x&#x27; &unknown; &#0; &#x110000;')).toBe(
    "a & b <script> 'x' &unknown; &#0; &#x110000;",
  );
});
