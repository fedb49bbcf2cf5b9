import type { SystemFiles } from './system-files.ts';

/** Vector instructions that decide how llama.cpp lays out weights. */
export interface Simd {
  avx2: boolean;
  avx512: boolean;
  /** ARM: products of bytes summed in one instruction. */
  dotprod: boolean;
  /** ARM: products of small matrices of bytes. */
  i8mm: boolean;
}

/** Where the system cannot be asked: what processors of the last ten years have. */
export function usualSimd(arch: NodeJS.Architecture): Simd {
  return { avx2: arch === 'x64', avx512: false, dotprod: arch === 'arm64', i8mm: false };
}

/** What the kernel says of the processor; elsewhere what is usual. */
export function simdOf(platform: NodeJS.Platform, arch: NodeJS.Architecture, files: SystemFiles): Simd {
  const text = platform === 'linux' ? files.text('proc/cpuinfo') : undefined;
  const flags = /^(?:flags|Features)\s*:\s*(.+)$/m.exec(text ?? '')?.[1]?.split(' ');
  if (flags === undefined) return usualSimd(arch);
  const has = (flag: string): boolean => flags.includes(flag);
  return { avx2: has('avx2'), avx512: has('avx512f'), dotprod: has('asimddp'), i8mm: has('i8mm') };
}
