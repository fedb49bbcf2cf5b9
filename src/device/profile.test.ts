import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findGpus } from './gpu.ts';
import { memoryProfile } from './memory.ts';
import { platformSupport } from './platform-support.ts';
import { linuxPower, macPower } from './power.ts';
import { systemFiles, type SystemFiles } from './system-files.ts';

const root = mkdtempSync(join(tmpdir(), 'device-'));
afterAll(() => rmSync(root, { recursive: true, maxRetries: 8 }));

let machines = 0;
/** A machine made of files: what its /proc and /sys say. */
function machine(files: Record<string, string>): SystemFiles {
  const folder = join(root, String(machines++));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), `${text}\n`);
  }
  return systemFiles(folder);
}

const KIB = 1024;
const MEMINFO = { 'proc/meminfo': 'MemTotal:       8000000 kB\nMemFree: 100 kB\nMemAvailable:   6000000 kB' };
const node = { totalBytes: 9e9, freeBytes: 5e9 };

test.each([
  ['no files: what Node says', {}, 9e9, 5e9, 'machine'],
  ['plain machine', MEMINFO, 8_000_000 * KIB, 6_000_000 * KIB, 'machine'],
  [
    'container with a limit, its idle cache counts as free',
    {
      ...MEMINFO,
      'proc/self/cgroup': '0::/',
      'sys/fs/cgroup/memory.max': '2000000000',
      'sys/fs/cgroup/memory.current': '900000000',
      'sys/fs/cgroup/memory.stat': 'anon 1\ninactive_file 400000000\nfile 5',
    },
    2e9,
    1.5e9,
    'cgroup',
  ],
  [
    'limit on a group above, none on the own one',
    {
      ...MEMINFO,
      'proc/self/cgroup': '0::/user.slice/app.scope',
      'sys/fs/cgroup/user.slice/app.scope/memory.max': 'max',
      'sys/fs/cgroup/user.slice/memory.max': '3000000000',
      'sys/fs/cgroup/user.slice/memory.current': '1000000000',
    },
    3e9,
    2e9,
    'cgroup',
  ],
  [
    'version 1, path with a colon',
    {
      ...MEMINFO,
      'proc/self/cgroup': '4:cpu,memory:/docker/a:b\n0::/',
      'sys/fs/cgroup/memory/docker/a:b/memory.limit_in_bytes': '1000000000',
      'sys/fs/cgroup/memory/docker/a:b/memory.usage_in_bytes': '1200000000',
    },
    1e9,
    0,
    'cgroup',
  ],
  [
    'a limit beyond the machine is none',
    {
      ...MEMINFO,
      'proc/self/cgroup': '4:memory:/',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712',
    },
    8_000_000 * KIB,
    6_000_000 * KIB,
    'machine',
  ],
])('memory: %s', (_name, files, totalBytes, freeBytes, limitedBy) => {
  expect(memoryProfile(machine(files), node)).toEqual({ totalBytes, freeBytes, limitedBy });
});

test('gpu: the NVIDIA driver names its devices; their bare cards are not counted twice', () => {
  const files = machine({
    'proc/driver/nvidia/gpus/0000:01:00.0/information': 'Model: \t\t NVIDIA H200\nIRQ: 1',
    'sys/class/drm/card0/device/vendor': '0x10de',
    'sys/class/drm/card0-DP-1/status': 'connected',
    'sys/class/drm/card1/device/vendor': '0x1002',
    'sys/class/drm/card1/device/mem_info_vram_total': '17163091968',
    'sys/class/drm/card2/device/vendor': '0x1234',
  });
  expect(findGpus('linux', 'x64', 'cpu', files)).toEqual({
    status: 'found',
    gpus: [
      { name: 'NVIDIA H200', vendor: 'nvidia', memoryBytes: null },
      { name: 'AMD graphics', vendor: 'amd', memoryBytes: 17_163_091_968 },
    ],
  });
});

test('gpu: none, unknown, Apple', () => {
  const empty = machine({});
  expect(findGpus('linux', 'x64', 'cpu', empty)).toEqual({ status: 'none', gpus: [] });
  expect(findGpus('win32', 'x64', 'cpu', empty)).toEqual({ status: 'unavailable', gpus: [] });
  expect(findGpus('darwin', 'x64', 'cpu', empty).status).toBe('unavailable');
  expect(findGpus('darwin', 'arm64', 'Apple M3', empty).gpus).toMatchObject([{ name: 'Apple M3 GPU' }]);
});

const supply = (name: string, facts: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(facts).map(([file, text]) => [`sys/class/power_supply/${name}/${file}`, text]),
  );
const battery = (status: string) => supply('BAT0', { type: 'Battery', status, capacity: '64' });

test.each([
  ['nothing listed', {}, 'unavailable', null],
  ['battery in use', battery('Discharging'), 'battery', 64],
  ['battery charging', battery('Charging'), 'mains', 64],
  ['battery of unknown state', battery('Unknown'), 'unavailable', 64],
  ['plugged in', { ...battery('Discharging'), ...supply('AC', { type: 'Mains', online: '1' }) }, 'mains', 64],
  [
    'unplugged',
    { ...battery('Discharging'), ...supply('AC', { type: 'Mains', online: '0' }) },
    'battery',
    64,
  ],
  [
    'a mouse is no supply',
    supply('mouse', { type: 'Battery', scope: 'Device', status: 'Discharging', capacity: '9' }),
    'unavailable',
    null,
  ],
])('power on Linux: %s', (_name, files, source, batteryPercent) => {
  expect(linuxPower(machine(files))).toEqual({ source, batteryPercent });
});

test.each([
  ["Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t83%; discharging;", 'battery', 83],
  ["Now drawing from 'AC Power'\n", 'mains', null],
  ['', 'unavailable', null],
])('power on a Mac: %j', (words, source, batteryPercent) => {
  expect(macPower(words)).toEqual({ source, batteryPercent });
});

const glibc = (version: string) => ({ name: 'glibc', version }) as const;
test.each([
  ['linux', 'x64', glibc('2.36'), 'linux x64 (glibc)', true, true, true, /all engines/],
  ['linux', 'x64', glibc('2.31'), 'linux x64 (glibc)', false, true, true, /glibc 2\.31 is too old.*2\.34/],
  ['linux', 'x64', glibc('2.9'), 'linux x64 (glibc)', false, false, true, /too old/],
  ['linux', 'x64', { name: 'musl', version: null }, 'linux x64 (musl)', false, false, false, /musl/],
  ['linux', 'riscv64', glibc('2.39'), 'linux riscv64 (glibc)', true, false, false, /text models only/],
  ['darwin', 'arm64', null, 'mac arm64', true, true, true, /Metal/],
  ['darwin', 'x64', null, 'mac x64', true, false, true, /onnxruntime-web/],
  ['win32', 'arm64', null, 'win arm64', true, true, false, /speech/],
  ['freebsd', 'x64', null, 'freebsd x64', false, false, false, /cloud providers work/],
] as const)(
  'engines on %s %s %j',
  (platform, arch, libc, title, llamaCpp, onnxruntime, sherpaOnnx, detail) => {
    expect(platformSupport({ platform, arch, libc })).toEqual({
      platform: title,
      llamaCpp,
      onnxruntime,
      sherpaOnnx,
      detail: expect.stringMatching(detail) as string,
    });
  },
);
