import { freemem, totalmem } from 'node:os';
import { memoryProfile } from './memory.ts';
import { systemFiles } from './system-files.ts';

/**
 * Bytes that this machine (or container) can give to a new process now, file caches included; undefined where the system
 * does not tell: macOS counts only pages that hold nothing, a small part of what it would give.
 */
export function freeMemory(platform: NodeJS.Platform = process.platform): number | undefined {
  if (platform !== 'linux' && platform !== 'win32') return undefined;
  return memoryProfile(systemFiles(), { totalBytes: totalmem(), freeBytes: freemem() }).freeBytes;
}
