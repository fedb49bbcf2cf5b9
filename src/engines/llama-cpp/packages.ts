import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Version of the text engine that Nearmost is built for; its binaries have the same. */
export const ENGINE_VERSION = '3.22.1';

/** Where the engine's packages are, or belong. */
export interface PackageFolder {
  /** Folder that holds `node_modules`. */
  folder: string;
  /** Installed for the whole machine: there is no package.json to keep. */
  global: boolean;
}

/** The folder that this installation's packages are in: beside the engine, else beside Nearmost itself. */
export function packageFolder(from: string = import.meta.url): PackageFolder {
  let at = dirname(fileURLToPath(from));
  try {
    at = fileURLToPath(import.meta.resolve('node-llama-cpp'));
  } catch {
    // not installed: its binaries go where it would be looked for
  }
  for (; dirname(at) !== at; at = dirname(at))
    if (
      existsSync(join(at, 'node_modules', 'node-llama-cpp')) ||
      existsSync(join(at, 'node_modules', 'nearmost'))
    )
      return { folder: at, global: !existsSync(join(at, 'package.json')) };
  return { folder: process.cwd(), global: false };
}

/** Whether a package of binaries is there, in the right version and not empty. */
export function isInstalled(name: string, { folder }: PackageFolder): boolean {
  const own = join(folder, 'node_modules', name);
  try {
    const { version } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8')) as { version?: unknown };
    return version === ENGINE_VERSION && readdirSync(join(own, 'bins')).length > 0;
  } catch {
    return false;
  }
}
