import type { Simd } from './simd.ts';

/** How a figure was found. */
export type Method = 'measured' | 'estimated' | 'unavailable';

/** Memory this process may use. */
export interface MemoryProfile {
  totalBytes: number;
  /** What can be taken now without pushing others out; caches of the system count as free. */
  freeBytes: number;
  /** What sets the limit: the machine, or the control group (container) this process is in. */
  limitedBy: 'machine' | 'cgroup';
}

export interface Gpu {
  name: string;
  vendor: 'nvidia' | 'amd' | 'intel' | 'apple';
  /** Its own memory; null: shared with the machine, or unknown. */
  memoryBytes: number | null;
}

/** `none` means looked and found nothing; `unavailable` means this system cannot be asked cheaply. */
export type GpuProfile = { status: 'found'; gpus: Gpu[] } | { status: 'none' | 'unavailable'; gpus: [] };

export interface PowerProfile {
  source: 'battery' | 'mains' | 'unavailable';
  /** Charge of the battery, 0 to 100; null without one. */
  batteryPercent: number | null;
}

/** Memory read bandwidth of some threads together. */
export type Bandwidth =
  | { method: 'measured'; bytesPerSecond: number; threads: number }
  | { method: 'unavailable'; bytesPerSecond: null; threads: number };

/** Which prebuilt engines exist for a platform. */
export interface PlatformSupport {
  /** The row, in words: `linux x64 (glibc)`. */
  platform: string;
  llamaCpp: boolean;
  onnxruntime: boolean;
  sherpaOnnx: boolean;
  /** What a person should know: what is missing and what to use instead. */
  detail: string;
}

/** What this machine has, as far as can be found out in a moment and without running other programs (one on a Mac). */
export interface DeviceProfile {
  platform: NodeJS.Platform;
  arch: NodeJS.Architecture;
  /** C library on Linux; null elsewhere. */
  libc: { name: 'glibc' | 'musl'; version: string | null } | null;
  cpu: string;
  simd: Simd;
  /** Cores this process may use. */
  cores: number;
  memory: MemoryProfile;
  /** `unavailable` after a probe: measuring takes half a second, see `measureBandwidth`. */
  bandwidth: Bandwidth;
  /** Free bytes where models are kept; null when it cannot be told. */
  disk: { folder: string; freeBytes: number | null };
  gpu: GpuProfile;
  power: PowerProfile;
  support: PlatformSupport;
}
