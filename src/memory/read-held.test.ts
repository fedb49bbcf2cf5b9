import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import type { LoadedModel } from '../contract/index.ts';
import { heldFromSmaps, readHeld } from './read-held.ts';

const ROLLUP = `55d0c0000000-7ffd00000000 ---p 00000000 00:00 0    [rollup]
Rss:              146000 kB
Pss:              100000 kB
Anonymous:         90000 kB
`;
const model = (pid: number, residentBytes: number | null): LoadedModel =>
  ({
    pid,
    memory: async () => ({ residentBytes, method: residentBytes === null ? 'unavailable' : 'measured' }),
  }) as LoadedModel;

test('anonymous and mapped parts and the peak are told apart', () => {
  expect(heldFromSmaps(ROLLUP, 'VmHWM:\t  200000 kB\n')).toEqual({
    residentBytes: 146_000 * 1024,
    peakBytes: 200_000 * 1024,
    anonymousBytes: 90_000 * 1024,
    mappedBytes: 56_000 * 1024,
    method: 'smaps',
  });
  expect(heldFromSmaps(ROLLUP, '')?.peakBytes).toBe(146_000 * 1024);
  expect(heldFromSmaps('', '')).toBeUndefined();
});

test('without the files of Linux the process is asked; one that is gone tells nothing', async () => {
  expect(await readHeld(model(1, 7e7), tmpdir())).toEqual({
    residentBytes: 7e7,
    peakBytes: 7e7,
    anonymousBytes: null,
    mappedBytes: null,
    method: 'rss',
  });
  expect(await readHeld(model(1, null), tmpdir())).toBeUndefined();
});

test.runIf(process.platform === 'linux')('200 MB that a process really took are seen', async () => {
  const take = `const b = Buffer.alloc(2e8, 1); process.stdout.write('x'); setInterval(() => b[0], 1e6)`;
  const child = spawn(process.execPath, ['-e', take], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    const held = await readHeld(model(child.pid as number, null));
    expect(held).toMatchObject({ method: 'smaps' });
    expect(held?.anonymousBytes).toBeGreaterThan(2e8);
    expect(held?.anonymousBytes).toBeLessThan(3e8);
    expect((held?.anonymousBytes ?? 0) + (held?.mappedBytes ?? 0)).toBe(held?.residentBytes);
  } finally {
    child.kill('SIGKILL');
  }
});
