const OS: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'mac', win32: 'win' };
const ARCH: Partial<Record<NodeJS.Architecture, string>> = { arm: 'armv7l' };

/**
 * The npm package with the text engine's binaries for the processor of a platform; those for a GPU add `-cuda`, `-vulkan` or
 * `-metal`. Undefined: there are none.
 */
export function buildName(platform: NodeJS.Platform, arch: NodeJS.Architecture): string | undefined {
  const os = OS[platform];
  return os === undefined ? undefined : `@node-llama-cpp/${os}-${ARCH[arch] ?? arch}`;
}
