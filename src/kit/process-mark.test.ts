import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { hasEnded, markOf } from './process-mark.ts';

test('a process that runs has not ended, one that was killed has', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const mark = markOf(child.pid as number);
  expect([hasEnded(mark), hasEnded(markOf(process.pid))]).toEqual([false, false]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(hasEnded(mark)).toBe(true);
});

test.skipIf(process.platform !== 'linux')('a later process with the same id is another (needs /proc)', () => {
  expect(markOf(process.pid)).toMatch(/^\S+ \d+ \d+$/);
  expect(hasEnded(`${hostname()} ${process.pid} 1`)).toBe(true);
});

test.each([
  '',
  'nonsense',
  `elsewhere.example ${process.pid} 1`,
  `${hostname()} ${process.pid} `,
  `${hostname()} -1 1`,
])('of "%s" nothing is known', (mark) => {
  expect(hasEnded(mark)).toBe(false);
});
