import { expect, test } from 'vitest';
import type { Cli } from './context.ts';
import { createPaint } from './paint.ts';
import { progressLine, showProgress } from './progress-line.ts';

const plain = createPaint(false);
const half = { bytes: 5e8, total: 1e9, bytesPerSecond: 2.5e7, secondsLeft: 20 };

test('share, bytes, rate and time left', () => {
  expect(progressLine(half, plain)).toBe(
    ' 50 %  ████████████░░░░░░░░░░░░  500 MB of 1.0 GB  25.0 MB/s  20.0 s left',
  );
  expect(
    progressLine({ bytes: 1e6, total: undefined, bytesPerSecond: 0, secondsLeft: undefined }, plain),
  ).toBe('1.0 MB');
  expect(progressLine({ bytes: 1e9, total: 1e9, bytesPerSecond: 1e6, secondsLeft: 0 }, plain)).toContain(
    '100 %',
  );
});

test('without a terminal: one plain line at every tenth, not more', () => {
  const notes: string[] = [];
  const cli = {
    redraws: false,
    paint: plain,
    note: (line: string) => notes.push(line),
    redraw: () => undefined,
  };
  const shown = showProgress(cli as unknown as Cli);
  for (let bytes = 0; bytes <= 1000; bytes += 10)
    shown.update({ bytes, total: 1000, bytesPerSecond: 1, secondsLeft: 1 });
  shown.end();
  expect(notes).toHaveLength(11);
  expect(notes.every((line) => !line.includes('\u001B'))).toBe(true);
});
