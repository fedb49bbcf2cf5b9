import { expect, test } from 'vitest';
import { linuxMetered, readMetered, windowsMetered } from './metered.ts';

test.each([
  ['u 0\n', 'unknown'],
  ['u 1\n', 'yes'],
  ['u 2\n', 'no'],
  ['u 3\n', 'yes'],
  ['u 4\n', 'no'],
  ['', 'unknown'],
  ['Failed to get property', 'unknown'],
])('NetworkManager: %j is %s', (words, metered) => {
  expect(linuxMetered(words).metered).toBe(metered);
});

test.each([
  ['Unrestricted\r\n', 'no'],
  ['Fixed\r\n', 'yes'],
  ['Variable\r\n', 'yes'],
  ['Unknown\r\n', 'unknown'],
  ['', 'unknown'],
])('Windows: %j is %s', (words, metered) => {
  expect(windowsMetered(words).metered).toBe(metered);
});

test('asks the program of the system; without one nothing is known', async () => {
  const asked: string[] = [];
  const run = async (program: string): Promise<string> => {
    asked.push(program);
    return program === 'busctl' ? 'u 1' : 'Unrestricted';
  };
  expect(await readMetered('linux', run)).toEqual({ metered: 'yes', source: 'NetworkManager' });
  expect(await readMetered('win32', run)).toEqual({ metered: 'no', source: 'Windows' });
  expect((await readMetered('darwin', run)).metered).toBe('unknown');
  expect(asked).toEqual(['busctl', 'powershell']);
  const none = (): Promise<string> => Promise.reject(new Error('ENOENT'));
  expect((await readMetered('linux', none)).metered).toBe('unknown');
  expect(['yes', 'no', 'unknown']).toContain((await readMetered()).metered);
});
