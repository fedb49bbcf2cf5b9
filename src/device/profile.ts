/** How a figure was got. */
export type Method = 'measured' | 'estimated' | 'unavailable';

/** What this machine has, as far as it can be told cheaply. Bytes, unless said otherwise. */
export interface DeviceProfile {
  platform: string;
  arch: string;
  /** `glibc`, `musl` or null where the question does not arise. */
  libc: 'glibc' | 'musl' | null;
  cpu: string;
  /** Threads that can run side by side. */
  cores: number;
  memoryBytes: number;
  freeMemoryBytes: number;
  /** Free on the disk of the asked folder; null: could not be read. */
  diskFreeBytes: number | null;
  gpu: { name: string | null; method: Method };
  /** `battery` when running on it. */
  power: 'mains' | 'battery' | 'unavailable';
  /** The engine's binary for this platform; null: there is none. */
  enginePackage: string | null;
  /** Bytes a second that one thread can read from memory; null until measured. */
  bandwidth: { bytesPerSecond: number | null; method: Method };
}
