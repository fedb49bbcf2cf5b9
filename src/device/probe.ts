import { existsSync, readdirSync, readFileSync, statfsSync } from 'node:fs';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { enginePackage } from './engine-package.ts';
import type { DeviceProfile } from './profile.ts';

/** A small text file, trimmed; undefined when it is not there. */
function readSmall(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** The C library: reports of Node carry the glibc version, and only that. */
function libcOf(): DeviceProfile['libc'] {
  if (process.platform !== 'linux') return null;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}

/** A memory limit of the container we are in, if it is below the machine's memory. */
export function containerLimit(read: (path: string) => string | undefined = readSmall): number | undefined {
  const text = read('/sys/fs/cgroup/memory.max') ?? read('/sys/fs/cgroup/memory/memory.limit_in_bytes');
  const limit = Number(text);
  return text !== undefined && Number.isSafeInteger(limit) && limit > 0 ? limit : undefined;
}

/** Battery or mains, from the kernel's power supplies (Linux); elsewhere unavailable. */
export function powerOf(folder = '/sys/class/power_supply'): DeviceProfile['power'] {
  if (!existsSync(folder)) return 'unavailable';
  const supplies = readdirSync(folder).map((name) => ({
    type: readSmall(join(folder, name, 'type')),
    online: readSmall(join(folder, name, 'online')),
    status: readSmall(join(folder, name, 'status')),
  }));
  if (supplies.some(({ type, online }) => type === 'Mains' && online === '1')) return 'mains';
  if (supplies.some(({ type, status }) => type === 'Battery' && status === 'Discharging')) return 'battery';
  return supplies.length > 0 ? 'mains' : 'unavailable';
}

/** Name of a graphics processor that a driver announces; nothing is started to find it. */
function gpuOf(): DeviceProfile['gpu'] {
  if (process.platform === 'darwin' && process.arch === 'arm64')
    return { name: 'Apple (Metal)', method: 'measured' };
  const folder = '/proc/driver/nvidia/gpus';
  if (existsSync(folder)) {
    const [first] = readdirSync(folder);
    const model = /Model:\s*(.+)/.exec(readSmall(join(folder, first ?? '', 'information')) ?? '')?.[1];
    return { name: model ?? 'NVIDIA', method: 'measured' };
  }
  return { name: null, method: process.platform === 'linux' ? 'measured' : 'unavailable' };
}

/**
 * Looks at the machine without starting anything; a few milliseconds.
 * @param folder the disk of this folder is asked for its free space
 */
export function probeDevice(folder: string): DeviceProfile {
  let diskFreeBytes: number | null = null;
  try {
    const { bavail, bsize } = statfsSync(folder);
    diskFreeBytes = bavail * bsize;
  } catch {
    // a folder that is not there has no free space to tell
  }
  const limit = containerLimit();
  const libc = libcOf();
  return {
    platform: process.platform,
    arch: process.arch,
    libc,
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memoryBytes: Math.min(totalmem(), limit ?? Number.POSITIVE_INFINITY),
    freeMemoryBytes: Math.min(freemem(), limit ?? Number.POSITIVE_INFINITY),
    diskFreeBytes,
    gpu: gpuOf(),
    power: powerOf(),
    enginePackage: enginePackage(process.platform, process.arch, libc),
    bandwidth: { bytesPerSecond: null, method: 'unavailable' },
  };
}
