import type { DeviceFacts, Settings } from '../../contract/index.ts';
import type { DeviceProfile } from '../../device/profile.ts';
import { budgetBytes } from '../../memory/budget.ts';
import { defaultThreads } from '../../memory/thread-budget.ts';

const SIMD: Readonly<Record<keyof DeviceProfile['simd'], string>> = {
  avx2: 'AVX2',
  avx512: 'AVX-512',
  dotprod: 'dot product',
  i8mm: 'int8 matrix',
};

/** A machine as its owner may read it. Pure. */
export function factsOf(
  profile: DeviceProfile,
  { memory, local }: Pick<Settings, 'memory' | 'local'>,
): DeviceFacts {
  const { cpu, cores, simd, gpu, power, disk, support } = profile;
  return {
    platform: support.platform,
    engines: support.detail,
    cpu,
    cores,
    simd: (Object.keys(SIMD) as (keyof typeof SIMD)[])
      .filter((name) => simd[name])
      .map((name) => SIMD[name])
      .join(', '),
    memory: {
      ...profile.memory,
      budgetBytes: budgetBytes(memory.budget, profile.memory.totalBytes),
    },
    gpu: { status: gpu.status, names: gpu.gpus.map(({ name }) => name) },
    power,
    diskFreeBytes: disk.freeBytes,
    threads: local.threads || defaultThreads(cores),
  };
}
