import type { SystemFiles } from './system-files.ts';

/** What could compute beside the processor, as files and the maker's own tool tell it. */
export interface Accelerators {
  nvidia: NvidiaGpu[];
  /** Driver and the two libraries that the CUDA build needs. */
  cuda: { driver: boolean; runtime: boolean; cublas: boolean };
  /** A loader, and at least one driver for it. */
  vulkan: { loader: boolean; drivers: string[] };
  /** Windows Subsystem for Linux: graphics come through the host's driver. */
  wsl: boolean;
  /** Neural processors, by the names of their kernel drivers. */
  npus: string[];
}

interface NvidiaGpu {
  name: string;
  totalBytes: number;
  /** Measured a moment ago. */
  freeBytes: number;
}

/** `nvidia-smi` with these gives a line a GPU, the memory in MiB. */
export const NVIDIA_SMI = [
  '--query-gpu=name,memory.total,memory.free',
  '--format=csv,noheader,nounits',
] as const;

const LIBRARIES = [
  'usr/lib',
  'usr/lib64',
  'usr/lib/x86_64-linux-gnu',
  'usr/lib/aarch64-linux-gnu',
  'usr/lib/wsl/lib',
  'usr/local/cuda/lib64',
  'usr/local/cuda/targets/x86_64-linux/lib',
];
const WINDOWS = ['Windows/System32'];
const VULKAN_DRIVERS = ['usr/share/vulkan/icd.d', 'etc/vulkan/icd.d', 'usr/local/share/vulkan/icd.d'];
const NPU_DRIVERS: Readonly<Record<string, string>> = {
  intel_vpu: 'Intel NPU',
  amdxdna: 'AMD XDNA NPU',
  qaic: 'Qualcomm Cloud AI',
};

function parseNvidia(text: string): NvidiaGpu[] {
  return text.split('\n').flatMap((line) => {
    const [, name, total, free] = /^(.+), (\d+), (\d+)$/.exec(line.trim()) ?? [];
    if (name === undefined) return [];
    return [{ name, totalBytes: Number(total) * 2 ** 20, freeBytes: Number(free) * 2 ** 20 }];
  });
}

/**
 * Reads what there is. Pure but for `files`.
 * @param nvidiaSmi what `nvidia-smi` printed; '' where it is not there
 */
export function readAccelerators(
  platform: NodeJS.Platform,
  files: SystemFiles,
  nvidiaSmi: string,
): Accelerators {
  const nvidia = parseNvidia(nvidiaSmi);
  const names = (platform === 'win32' ? WINDOWS : LIBRARIES).flatMap((folder) => files.list(folder));
  const has = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  const wsl = /microsoft/i.test(files.text('proc/version') ?? '');
  const software = /lvp|lavapipe|swrast/i;
  return {
    nvidia,
    cuda: {
      driver: nvidia.length > 0 || has(/^(?:libcuda\.so(?:\.1)?|nvcuda\.dll)$/i),
      runtime: has(/^(?:libcudart\.so\.13|cudart64_13\.dll)/i),
      cublas: has(/^(?:libcublas\.so\.13|cublas64_13\.dll)/i),
    },
    vulkan: {
      loader: has(/^(?:libvulkan\.so(?:\.1)?|vulkan-1\.dll)$/i),
      // Windows keeps the list of drivers in its registry; one that computes on the processor is of no use
      drivers:
        platform === 'win32'
          ? has(/^vulkan-1\.dll$/i)
            ? ['of Windows']
            : []
          : VULKAN_DRIVERS.flatMap((folder) => files.list(folder)).filter(
              (name) => name.endsWith('.json') && !software.test(name),
            ),
    },
    wsl,
    npus: files
      .list('sys/class/accel')
      .map((name) => /^DRIVER=(.+)$/m.exec(files.text(`sys/class/accel/${name}/device/uevent`) ?? '')?.[1])
      .flatMap((driver) => (driver === undefined ? [] : [NPU_DRIVERS[driver] ?? driver])),
  };
}
