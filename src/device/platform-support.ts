import type { DeviceProfile, PlatformSupport } from './profile.ts';

type Engines = Pick<PlatformSupport, 'llamaCpp' | 'onnxruntime' | 'sherpaOnnx'>;
const engines = (llamaCpp: boolean, onnxruntime: boolean, sherpaOnnx: boolean): Engines => ({
  llamaCpp,
  onnxruntime,
  sherpaOnnx,
});

/** Prebuilt binaries by platform; only linux x64 was run, the rest is the content of the packages. */
const ROWS: Readonly<Record<string, Engines & { detail: string }>> = {
  'linux x64': { ...engines(true, true, true), detail: 'all engines have prebuilt binaries' },
  'linux arm64': { ...engines(true, true, true), detail: 'all engines have prebuilt binaries' },
  'linux arm': { ...engines(true, false, false), detail: 'text models only (armv7l)' },
  'linux riscv64': { ...engines(true, false, false), detail: 'text models only' },
  'darwin arm64': {
    ...engines(true, true, true),
    detail: 'all engines have prebuilt binaries; text models use Metal',
  },
  'darwin x64': {
    ...engines(true, false, true),
    detail: 'ONNX models need onnxruntime-web in place of onnxruntime-node',
  },
  'win32 x64': { ...engines(true, true, true), detail: 'all engines have prebuilt binaries' },
  'win32 arm64': { ...engines(true, true, false), detail: 'no prebuilt speech engine (sherpa-onnx)' },
};

const TITLES: Partial<Record<NodeJS.Platform, string>> = { darwin: 'mac', win32: 'win' };
/** Oldest glibc that the binaries of llama.cpp and of onnxruntime start with. */
const GLIBC = { llamaCpp: '2.34', onnxruntime: '2.28' } as const;

/** Which prebuilt engines run on a platform, for `doctor`. Pure. */
export function platformSupport({
  platform,
  arch,
  libc,
}: Pick<DeviceProfile, 'platform' | 'arch' | 'libc'>): PlatformSupport {
  const title = `${TITLES[platform] ?? platform} ${arch}${libc === null ? '' : ` (${libc.name})`}`;
  const row = ROWS[`${platform} ${arch}`];
  if (row === undefined || libc?.name === 'musl')
    return {
      platform: title,
      ...engines(false, false, false),
      detail:
        libc?.name === 'musl'
          ? 'no engine has prebuilt binaries for musl; use a distribution or image with glibc 2.34 or newer'
          : 'no engine has prebuilt binaries for this platform; cloud providers work',
    };
  const old = (least: string): boolean =>
    libc !== null && libc.version !== null && before(libc.version, least);
  const llamaCpp = row.llamaCpp && !old(GLIBC.llamaCpp);
  const onnxruntime = row.onnxruntime && !old(GLIBC.onnxruntime);
  const detail =
    row.llamaCpp === llamaCpp
      ? row.detail
      : `glibc ${libc?.version ?? ''} is too old for text models, they need ${GLIBC.llamaCpp} or newer`;
  return { platform: title, llamaCpp, onnxruntime, sherpaOnnx: row.sherpaOnnx, detail };
}

/** Compares versions number by number: 2.9 is before 2.34. */
function before(version: string, other: string): boolean {
  const [a, b] = [version, other].map((text) => text.split('.').map(Number));
  for (let i = 0; i < Math.max(a?.length ?? 0, b?.length ?? 0); i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
