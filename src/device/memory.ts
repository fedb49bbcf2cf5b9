import type { MemoryProfile } from './profile.ts';
import type { SystemFiles } from './system-files.ts';

/** Memory as Node tells it, used where the system has no files. */
export interface NodeMemory {
  totalBytes: number;
  freeBytes: number;
}

interface Limit {
  limit: number;
  /** Bytes in use that cannot be dropped. */
  used: number;
}

/** The machine's memory, cut to the tightest control group above this process (a container's limit). */
export function memoryProfile(files: SystemFiles, fallback: NodeMemory): MemoryProfile {
  const meminfo = files.text('proc/meminfo') ?? '';
  const kilobytes = (name: string): number | undefined => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(meminfo)?.[1];
    return found === undefined ? undefined : Number(found) * 1024;
  };
  const totalBytes = kilobytes('MemTotal') ?? fallback.totalBytes;
  const freeBytes = Math.min(totalBytes, kilobytes('MemAvailable') ?? fallback.freeBytes);
  const machine: MemoryProfile = { totalBytes, freeBytes, limitedBy: 'machine' };
  return groupLimits(files)
    .filter(({ limit }) => limit < totalBytes)
    .reduce<MemoryProfile>(
      (best, { limit, used }) => ({
        totalBytes: Math.min(best.totalBytes, limit),
        freeBytes: Math.min(best.freeBytes, Math.max(0, limit - used)),
        limitedBy: 'cgroup',
      }),
      machine,
    );
}

/** Limits of the groups above this process, version 2 and 1 of the interface; groups without a limit are left out. */
function groupLimits(files: SystemFiles): Limit[] {
  const groups = (files.text('proc/self/cgroup') ?? '').split('\n').map((line) => line.split(':'));
  return groups.flatMap(([, controllers = '', ...rest]) => {
    const path = rest.join(':');
    if (controllers === '')
      return above(path).flatMap((group) =>
        readLimit(files, `sys/fs/cgroup${group}`, 'memory.max', 'memory.current', 'inactive_file'),
      );
    if (controllers.split(',').includes('memory'))
      return above(path).flatMap((group) =>
        readLimit(
          files,
          `sys/fs/cgroup/memory${group}`,
          'memory.limit_in_bytes',
          'memory.usage_in_bytes',
          'total_inactive_file',
        ),
      );
    return [];
  });
}

/** `/a/b` -> `/a/b`, `/a`, and the root; inside a container only the root may be visible. */
function above(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  return Array.from({ length: parts.length + 1 }, (_, i) =>
    parts
      .slice(0, parts.length - i)
      .map((part) => `/${part}`)
      .join(''),
  );
}

function readLimit(
  files: SystemFiles,
  folder: string,
  limitName: string,
  usedName: string,
  cacheName: string,
): Limit[] {
  const limit = wholeBytes(files.text(`${folder}/${limitName}`));
  if (limit === undefined) return [];
  const used = wholeBytes(files.text(`${folder}/${usedName}`)) ?? 0;
  const stat = files.text(`${folder}/memory.stat`) ?? '';
  // file cache that nobody used for long is given back under pressure
  const cache = wholeBytes(new RegExp(`^${cacheName} (\\d+)$`, 'm').exec(stat)?.[1]) ?? 0;
  return [{ limit, used: Math.max(0, used - cache) }];
}

/** `max` and absent files mean no limit. */
function wholeBytes(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
