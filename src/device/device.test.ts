import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measureBandwidth } from './bandwidth.ts';
import { enginePackage } from './engine-package.ts';
import { fits } from './fits.ts';
import { containerLimit, powerOf, probeDevice } from './probe.ts';
import type { DeviceProfile } from './profile.ts';

const device = (more: Partial<DeviceProfile> = {}): DeviceProfile => ({
  platform: 'linux',
  arch: 'x64',
  libc: 'glibc',
  cpu: 'a',
  cores: 8,
  memoryBytes: 8e9,
  freeMemoryBytes: 6e9,
  diskFreeBytes: 1e11,
  gpu: { name: null, method: 'measured' },
  power: 'mains',
  enginePackage: 'x',
  bandwidth: { bytesPerSecond: 12e9, method: 'measured' },
  ...more,
});

test('this machine', () => {
  const profile = probeDevice(tmpdir());
  expect(profile.cores).toBeGreaterThan(0);
  expect(profile.memoryBytes).toBeGreaterThan(1e8);
  expect(profile.diskFreeBytes).not.toBeNull();
  expect(probeDevice(join(tmpdir(), 'there', 'is', 'no', 'such')).diskFreeBytes).toBeNull();
});

test.each([
  ['linux', 'x64', 'glibc', '@node-llama-cpp/linux-x64'],
  ['linux', 'x64', 'musl', null],
  ['darwin', 'arm64', null, '@node-llama-cpp/mac-arm64-metal'],
  ['win32', 'arm64', null, '@node-llama-cpp/win-arm64'],
  ['freebsd', 'x64', null, null],
] as const)('%s %s %s runs %s', (platform, arch, libc, name) => {
  expect(enginePackage(platform, arch, libc)).toBe(name);
});

test('limits of a container', () => {
  expect(containerLimit(() => '1073741824')).toBe(2 ** 30);
  expect(containerLimit(() => 'max')).toBeUndefined();
  expect(containerLimit(() => undefined)).toBeUndefined();
});

test('battery or mains', () => {
  const folder = mkdtempSync(join(tmpdir(), 'power-'));
  const supply = (name: string, files: Record<string, string>): void => {
    mkdirSync(join(folder, name));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
  };
  expect(powerOf(folder)).toBe('unavailable');
  supply('BAT0', { type: 'Battery\n', status: 'Discharging\n' });
  expect(powerOf(folder)).toBe('battery');
  supply('AC', { type: 'Mains\n', online: '1\n' });
  expect(powerOf(folder)).toBe('mains');
  expect(powerOf(join(folder, 'none'))).toBe('unavailable');
  rmSync(folder, { recursive: true });
});

test('bandwidth is bytes over seconds', () => {
  let now = 0;
  expect(measureBandwidth(() => (now += 500), 8000)).toBe(16_000);
});

test.each([
  ['a small one', 4e8, 8e9, true],
  ['one that would fill all', 3.5e9, 8e9, false],
  ['one far too large', 4e10, 8e9, false],
  ['a large one on a large machine', 4e10, 128e9, true],
])('%s', (_name, fileBytes, memoryBytes, fit) => {
  const answer = fits({ fileBytes, contextSize: 4096 }, device({ memoryBytes }));
  expect(answer.fits).toBe(fit);
  expect(answer.words).toMatch(fit ? /^fits: needs about/ : /^does not fit/);
  expect(answer.tokensPerSecond).toBeCloseTo(12e9 / fileBytes);
});

test('without a measured bandwidth no speed is invented', () => {
  const answer = fits(
    { fileBytes: 4e8, contextSize: 4096 },
    device({ bandwidth: { bytesPerSecond: null, method: 'unavailable' } }),
  );
  expect([answer.tokensPerSecond, answer.words.includes('tokens')]).toEqual([null, false]);
});
