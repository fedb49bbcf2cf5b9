import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The package that holds the CPU text engine of this platform. */
export function cpuEnginePackage(): string {
  const { platform, arch } = process;
  if (platform === 'darwin') return `@node-llama-cpp/mac-${arch === 'arm64' ? 'arm64-metal' : 'x64'}`;
  return `@node-llama-cpp/${platform === 'win32' ? 'win' : 'linux'}-${arch === 'arm' ? 'armv7l' : arch}`;
}

/** Bytes of all files below a folder; links count as links. */
export function folderBytes(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    bytes += entry.isDirectory() ? folderBytes(path) : lstatSync(path).size;
  }
  return bytes;
}
