import { readFileSync } from 'node:fs';

/**
 * Most bytes that this process held at one time. Linux remembers what the process that started this one held, too, in the
 * figure that all systems have: there the kernel's own mark of this program is read.
 */
export function peakMemory(read: () => string = () => readFileSync('/proc/self/status', 'utf8')): number {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(read()) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // not Linux
  }
  return process.resourceUsage().maxRSS * 1024;
}
