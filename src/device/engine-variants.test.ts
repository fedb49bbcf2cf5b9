import { expect, test } from 'vitest';
import { readAccelerators } from './accelerators.ts';
import { engineVariants, type VariantChoice } from './engine-variants.ts';
import { findGpus } from './gpu.ts';
import { gpuLayers } from './gpu-layers.ts';
import { EIGHT_BILLION } from './testing/eight-billion.ts';
import { platformSupport } from './platform-support.ts';
import type { SystemFiles } from './system-files.ts';

interface Recorded {
  platform: NodeJS.Platform;
  arch: NodeJS.Architecture;
  cpu?: string;
  gigabytes?: number;
  musl?: boolean;
  /** Files by path; a folder's names are those of the files in it. */
  files?: Record<string, string>;
  smi?: string;
}

/** What a machine says of itself, written by hand from the documentation of drivers and systems; none was at hand. */
function choose({
  platform,
  arch,
  cpu = 'CPU',
  gigabytes = 16,
  musl = false,
  files = {},
  smi = '',
}: Recorded): VariantChoice {
  const disk: SystemFiles = {
    text: (path) => files[path],
    list: (folder) => [
      ...new Set(
        Object.keys(files).flatMap((path) =>
          path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1).split('/')[0] ?? ''] : [],
        ),
      ),
    ],
  };
  const libc =
    platform === 'linux' ? { name: musl ? ('musl' as const) : ('glibc' as const), version: '2.39' } : null;
  const memory = { totalBytes: gigabytes * 1e9, freeBytes: gigabytes * 5e8, limitedBy: 'machine' as const };
  const support = platformSupport({ platform, arch, libc });
  const machine = { platform, arch, memory, support, gpu: findGpus(platform, arch, cpu, disk) };
  return engineVariants(machine, readAccelerators(platform, disk, smi));
}

const LIB = 'usr/lib/x86_64-linux-gnu';
const NVIDIA = {
  'proc/driver/nvidia/gpus/0000:01:00.0/information': 'Model: \t\t NVIDIA GeForce RTX 3060\nIRQ: 1',
};
const CUDA = {
  [`${LIB}/libcuda.so.1`]: '',
  'usr/local/cuda/lib64/libcudart.so.13': '',
  'usr/local/cuda/lib64/libcublas.so.13.1.0': '',
};
const LOADER = { [`${LIB}/libvulkan.so.1`]: '' };
const card = (vendor: string, more: Record<string, string> = {}): Record<string, string> => ({
  'sys/class/drm/card0/device/vendor': vendor,
  ...Object.fromEntries(
    Object.entries(more).map(([name, text]) => [`sys/class/drm/card0/device/${name}`, text]),
  ),
});
const works = ({ variants }: VariantChoice): string[] =>
  variants.filter((one) => one.works).map(({ id }) => id);

test.each<[string, Recorded, string[], string, RegExp]>([
  [
    'Apple M2',
    { platform: 'darwin', arch: 'arm64', cpu: 'Apple M2' },
    ['metal', 'cpu'],
    '@node-llama-cpp/mac-arm64-metal',
    /^Metal: the GPU shares .* 10\.7 GB/,
  ],
  [
    'Mac with Intel',
    { platform: 'darwin', arch: 'x64' },
    ['cpu'],
    '@node-llama-cpp/mac-x64',
    /no build for graphics/,
  ],
  [
    'CUDA box',
    {
      platform: 'linux',
      arch: 'x64',
      files: { ...NVIDIA, ...CUDA },
      smi: 'NVIDIA GeForce RTX 3060, 12288, 11800\n',
    },
    ['cuda', 'cpu'],
    '@node-llama-cpp/linux-x64-cuda',
    /^CUDA: NVIDIA GeForce RTX 3060 has 12\.4 GB free/,
  ],
  [
    'CUDA box whose memory is taken',
    {
      platform: 'linux',
      arch: 'x64',
      files: { ...NVIDIA, ...CUDA },
      smi: 'NVIDIA GeForce RTX 3060, 12288, 900\n',
    },
    ['cpu'],
    '@node-llama-cpp/linux-x64',
    /has 0\.9 GB free of 12\.9 GB, too little/,
  ],
  [
    'CUDA box, runtime of another version',
    {
      platform: 'linux',
      arch: 'x64',
      files: { ...NVIDIA, [`${LIB}/libcuda.so.1`]: '', [`${LIB}/libcudart.so.12`]: '' },
      smi: 'Tesla T4, 15360, 15000',
    },
    ['cpu'],
    '@node-llama-cpp/linux-x64',
    /cudart and cublas 13 missing/,
  ],
  [
    'the same with a Vulkan driver',
    {
      platform: 'linux',
      arch: 'x64',
      files: { ...NVIDIA, ...LOADER, 'usr/share/vulkan/icd.d/nvidia_icd.json': '' },
      smi: 'Tesla T4, 15360, 15000',
    },
    ['vulkan', 'cpu'],
    '@node-llama-cpp/linux-x64-vulkan',
    /^Vulkan: NVIDIA GeForce RTX 3060/,
  ],
  [
    'two GPUs, the freer one counts',
    {
      platform: 'linux',
      arch: 'x64',
      files: { ...NVIDIA, ...CUDA },
      smi: 'A100, 40960, 100\nA100 second, 40960, 40000\n',
    },
    ['cuda', 'cpu'],
    '@node-llama-cpp/linux-x64-cuda',
    /A100 second has 41\.9 GB/,
  ],
  [
    'Intel graphics with Vulkan',
    {
      platform: 'linux',
      arch: 'x64',
      files: { ...card('0x8086'), ...LOADER, 'usr/share/vulkan/icd.d/intel_icd.x86_64.json': '' },
    },
    ['vulkan', 'cpu'],
    '@node-llama-cpp/linux-x64-vulkan',
    /Intel graphics, it shares/,
  ],
  [
    'AMD card',
    {
      platform: 'linux',
      arch: 'x64',
      files: {
        ...card('0x1002', { mem_info_vram_total: '17163091968' }),
        ...LOADER,
        'usr/share/vulkan/icd.d/radeon_icd.x86_64.json': '',
      },
    },
    ['vulkan', 'cpu'],
    '@node-llama-cpp/linux-x64-vulkan',
    /17\.2 GB of its own/,
  ],
  [
    'Vulkan on the processor alone',
    {
      platform: 'linux',
      arch: 'x64',
      files: { ...LOADER, 'usr/share/vulkan/icd.d/lvp_icd.x86_64.json': '' },
    },
    ['cpu'],
    '@node-llama-cpp/linux-x64',
    /no Vulkan driver of a GPU/,
  ],
  [
    'WSL with NVIDIA, no CUDA runtime',
    {
      platform: 'linux',
      arch: 'x64',
      files: {
        'proc/version': 'Linux 5.15.90.1-microsoft-standard-WSL2',
        'usr/lib/wsl/lib/libcuda.so.1': '',
        ...LOADER,
      },
      smi: 'NVIDIA GeForce RTX 4070, 12282, 10000',
    },
    ['cpu'],
    '@node-llama-cpp/linux-x64',
    /cublas 13 missing.*WSL gives no Vulkan/,
  ],
  [
    'plain server',
    { platform: 'linux', arch: 'x64' },
    ['cpu'],
    '@node-llama-cpp/linux-x64',
    /^The processor; cuda: no NVIDIA driver was found; vulkan: no Vulkan loader/,
  ],
  [
    'ARM board',
    { platform: 'linux', arch: 'arm64', files: LOADER },
    ['cpu'],
    '@node-llama-cpp/linux-arm64',
    /no build for graphics/,
  ],
  ['32-bit ARM', { platform: 'linux', arch: 'arm' }, ['cpu'], '@node-llama-cpp/linux-armv7l', /no build/],
  [
    'Windows with NVIDIA and the toolkit',
    {
      platform: 'win32',
      arch: 'x64',
      files: {
        'Windows/System32/nvcuda.dll': '',
        'Windows/System32/cudart64_13.dll': '',
        'Windows/System32/cublas64_13.dll': '',
      },
      smi: 'NVIDIA GeForce RTX 4090, 24564, 22000\r\n',
    },
    ['cuda', 'cpu'],
    '@node-llama-cpp/win-x64-cuda',
    /RTX 4090 has 23\.1 GB/,
  ],
  [
    'Windows with Vulkan',
    { platform: 'win32', arch: 'x64', files: { 'Windows/System32/vulkan-1.dll': '' } },
    ['vulkan', 'cpu'],
    '@node-llama-cpp/win-x64-vulkan',
    /a GPU/,
  ],
])('%s', (_name, recorded, usable, name, words) => {
  const choice = choose(recorded);
  expect(works(choice)).toEqual(usable);
  expect(choice.best?.package).toBe(name);
  expect(choice.words).toMatch(words);
});

test('without a build there is nothing to choose', () => {
  expect(choose({ platform: 'linux', arch: 'x64', musl: true })).toMatchObject({
    variants: [],
    best: undefined,
  });
  expect(choose({ platform: 'freebsd', arch: 'x64' }).words).toContain('No build runs here');
});

test('neural processors are named', () => {
  const files = { 'sys/class/accel/accel0/device/uevent': 'DRIVER=intel_vpu\nPCI_ID=8086:7D1D' };
  const disk: SystemFiles = {
    text: (path) => (files as Record<string, string>)[path],
    list: (folder) => (folder === 'sys/class/accel' ? ['accel0'] : []),
  };
  expect(readAccelerators('linux', disk, '').npus).toEqual(['Intel NPU']);
});

test.each([
  [24e9, 36, /^all 36 layers fit into 24\.0 GB/],
  [4e9, 20, /^20 of 36 layers fit/],
  [1e9, 3, /^3 of 36/],
  [0.5e9, 0, /runs on the processor/],
  [0, 0, /runs on the processor/],
])('layers for a GPU with %d bytes free', (free, layers, words) => {
  const choice = gpuLayers(EIGHT_BILLION, 36, { contextSize: 4096, sequences: 1 }, free);
  expect(choice).toMatchObject({ layers, of: 36, words: expect.stringMatching(words) });
  expect(choice.bytes).toBeLessThanOrEqual(free);
});

test('a longer context leaves room for fewer layers', () => {
  const layers = (contextSize: number): number =>
    gpuLayers(EIGHT_BILLION, 36, { contextSize, sequences: 1 }, 6e9).layers;
  expect(layers(32_768)).toBeLessThan(layers(2048));
});
