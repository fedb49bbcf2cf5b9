import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, homedir, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { findGpus } from './gpu.ts';
import { memoryProfile } from './memory.ts';
import { platformSupport } from './platform-support.ts';
import { linuxPower, macPower, NO_POWER } from './power.ts';
import type { DeviceProfile, PowerProfile } from './profile.ts';
import { simdOf } from './simd.ts';
import { systemFiles, type SystemFiles } from './system-files.ts';

/**
 * What this machine has. Takes some milliseconds, opens no connection, never throws: what cannot be told is null or `unavailable`.
 * @param folder where models are kept, for the free space; need not exist yet. Default: the home folder
 * @example const profile = { ...(await probeDevice(folder)), bandwidth: await measureBandwidth() }
 */
export async function probeDevice(folder: string = homedir()): Promise<DeviceProfile> {
  const { platform, arch } = process;
  const files = systemFiles();
  const cpu = cpus()[0]?.model.trim() || 'unknown processor';
  const libc = libcOf(platform);
  const [freeBytes, power] = await Promise.all([freeDisk(folder), powerOf(platform, files)]);
  return {
    platform,
    arch,
    libc,
    cpu,
    simd: simdOf(platform, arch, files),
    cores: availableParallelism(),
    memory: memoryProfile(files, { totalBytes: totalmem(), freeBytes: freemem() }),
    bandwidth: { method: 'unavailable', bytesPerSecond: null, threads: 0 },
    disk: { folder, freeBytes },
    gpu: findGpus(platform, arch, cpu, files),
    power,
    support: platformSupport({ platform, arch, libc }),
  };
}

/** Node names the glibc it runs on in its report; on Linux without one it is musl. */
function libcOf(platform: NodeJS.Platform): DeviceProfile['libc'] {
  if (platform !== 'linux') return null;
  // the report would list network interfaces otherwise, which takes long on some machines
  const reporter = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean };
  const before = reporter.excludeNetwork ?? false;
  reporter.excludeNetwork = true;
  const report = reporter.getReport() as { header?: { glibcVersionRuntime?: string } };
  reporter.excludeNetwork = before;
  const version = report.header?.glibcVersionRuntime;
  return version === undefined ? { name: 'musl', version: null } : { name: 'glibc', version };
}

/** Bytes an ordinary user may still write; asks the nearest folder that exists. */
async function freeDisk(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return missing && dirname(folder) !== folder ? freeDisk(dirname(folder)) : null;
  }
}

/** Where the power comes from now. */
export async function readPower(): Promise<PowerProfile> {
  return powerOf(process.platform, systemFiles());
}

async function powerOf(platform: NodeJS.Platform, files: SystemFiles): Promise<PowerProfile> {
  if (platform === 'linux') return linuxPower(files);
  if (platform !== 'darwin') return NO_POWER;
  return new Promise((done) => {
    execFile('/usr/bin/pmset', ['-g', 'batt'], { timeout: 2000 }, (error, words) =>
      done(error ? NO_POWER : macPower(words)),
    );
  });
}
