import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OS: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'mac', win32: 'win' };

/** The folder with the builds of llama.cpp; undefined: node-llama-cpp is not installed. */
function buildsFolder(): string | undefined {
  try {
    let at = fileURLToPath(import.meta.resolve('node-llama-cpp'));
    while (!existsSync(join(at, 'node_modules', 'node-llama-cpp')) && dirname(at) !== at) at = dirname(at);
    return join(at, 'node_modules', '@node-llama-cpp');
  } catch {
    return undefined;
  }
}

/**
 * Whether a build for a GPU (CUDA, Vulkan, Metal) is installed for this platform. A package without binaries is none. The
 * engine is asked for a GPU only then: looking for builds that are not there costs start-up time.
 */
export function hasGpuBuild(
  folder: string | undefined = buildsFolder(),
  { platform, arch }: Pick<NodeJS.Process, 'platform' | 'arch'> = process,
): boolean {
  if (folder === undefined || !existsSync(folder)) return false;
  const prefix = `${OS[platform] ?? platform}-${arch}-`;
  return readdirSync(folder).some(
    (name) =>
      name.startsWith(prefix) &&
      /-(?:cuda|vulkan|metal)$/.test(name) &&
      existsSync(join(folder, name, 'bins')),
  );
}
