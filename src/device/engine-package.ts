/** Binaries that the text engine ships, by platform and processor (its package contents; only linux-x64 was run by us). */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@node-llama-cpp/linux-x64',
  'linux-arm64': '@node-llama-cpp/linux-arm64',
  'linux-arm': '@node-llama-cpp/linux-armv7l',
  'darwin-arm64': '@node-llama-cpp/mac-arm64-metal',
  'darwin-x64': '@node-llama-cpp/mac-x64',
  'win32-x64': '@node-llama-cpp/win-x64',
  'win32-arm64': '@node-llama-cpp/win-arm64',
};

/** The package that holds the engine's binary for a platform; null: there is none (musl, other processors). */
export function enginePackage(platform: string, arch: string, libc: 'glibc' | 'musl' | null): string | null {
  if (libc === 'musl') return null;
  return PACKAGES[`${platform}-${arch}`] ?? null;
}
