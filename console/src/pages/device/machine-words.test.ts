import { expect, test } from 'vitest';
import type { DeviceFacts } from '../../../../src/contract/index.ts';
import { machineWords } from './machine-words.ts';

const facts: DeviceFacts = {
  platform: 'linux x64 (glibc)',
  engines: 'all engines have prebuilt binaries',
  cpu: 'A processor',
  cores: 8,
  simd: 'AVX2',
  memory: { totalBytes: 16e9, freeBytes: 9e9, limitedBy: 'machine', budgetBytes: 12e9 },
  gpu: { status: 'none', names: [] },
  power: { source: 'unavailable', batteryPercent: null },
  diskFreeBytes: 81e9,
  threads: 7,
};
const of = (change: Partial<DeviceFacts>) => Object.fromEntries(machineWords({ ...facts, ...change }));

test('a machine in words', () => {
  expect(of({})).toMatchObject({
    Cores: '8 cores; models use 7 threads together',
    Memory: '16.0 GB, 9.0 GB free; models may take 12.0 GB',
    Graphics: 'none found: models run on the processor',
    Power: 'this system does not say',
    Disk: '81.0 GB free where models are kept',
  });
});

test('a battery, a graphics card, a container, and what cannot be told', () => {
  expect(
    of({
      gpu: { status: 'found', names: ['A card', 'Another'] },
      power: { source: 'battery', batteryPercent: 41 },
      memory: { ...facts.memory, limitedBy: 'cgroup' },
      diskFreeBytes: null,
      simd: '',
    }),
  ).toMatchObject({
    Graphics: 'A card, Another',
    Power: 'battery, 41 % charged',
    Memory: expect.stringContaining('(limit of this container)'),
    Disk: 'free space cannot be told',
    'Fast arithmetic': 'nothing special found',
  });
});
