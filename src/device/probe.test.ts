import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measureBandwidth } from './bandwidth.ts';
import { probeDevice } from './probe.ts';

test('this machine is described in figures that can be', async () => {
  const profile = await probeDevice(join(tmpdir(), 'not', 'there', 'yet'));
  expect(profile.platform).toBe(process.platform);
  expect(profile.cores).toBeGreaterThan(0);
  expect(profile.memory.totalBytes).toBeLessThanOrEqual(totalmem());
  expect(profile.memory.freeBytes).toBeGreaterThan(0);
  expect(profile.memory.freeBytes).toBeLessThanOrEqual(profile.memory.totalBytes);
  expect(profile.disk.freeBytes).toBeGreaterThan(0);
  expect(profile.support.platform).toContain(profile.arch);
  expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
});

test('bandwidth is measured, also with workers side by side', async () => {
  for (const threads of [1, 2]) {
    const bandwidth = await measureBandwidth({ threads, bytes: 32 * 2 ** 20, durationMs: 30 });
    expect(bandwidth).toMatchObject({ method: 'measured', threads });
    // slower than any memory of this century, faster than none: the figure is in bytes per second
    expect(bandwidth.bytesPerSecond).toBeGreaterThan(1e6);
    expect(bandwidth.bytesPerSecond).toBeLessThan(1e13);
  }
});

test('a walk that fits the cache gives no figure', async () => {
  expect(await measureBandwidth({ bytes: 1024 })).toEqual({
    method: 'unavailable',
    bytesPerSecond: null,
    threads: 1,
  });
});
