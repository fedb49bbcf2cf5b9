import type { Accelerators } from './accelerators.ts';
import { buildName } from './build-name.ts';
import type { DeviceProfile } from './profile.ts';

type VariantId = 'cpu' | 'cuda' | 'vulkan' | 'metal';

/** A build of the text engine for one kind of processor, and what this machine makes of it. */
export interface EngineVariant {
  id: VariantId;
  /** The npm package with its binaries. */
  package: string;
  /** It would run here. */
  works: boolean;
  /** Why, or what is missing. */
  why: string;
  /** Memory that it could put layers into; null: unknown, or the machine's own. */
  memoryBytes: number | null;
  method: 'measured' | 'estimated' | 'unavailable';
}

export interface VariantChoice {
  variants: EngineVariant[];
  /** The fastest that works; `cpu` is always behind it. */
  best: EngineVariant | undefined;
  /** Why this one, in a sentence. */
  words: string;
}

type Machine = Pick<DeviceProfile, 'platform' | 'arch' | 'gpu' | 'memory' | 'support'>;

/** Below this a GPU holds too little to be worth the way to it. */
const LEAST_BYTES = 2e9;
/** Share of a Mac's memory that Metal lets a program keep resident; more is refused or paged. */
const METAL_SHARE = 0.67;

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/**
 * The builds that exist for this platform, and which of them this machine can use. Pure: tested on recorded machines.
 */
export function engineVariants(machine: Machine, found: Accelerators): VariantChoice {
  const { platform, arch, support } = machine;
  const name = buildName(platform, arch);
  if (name === undefined || !support.llamaCpp)
    return { variants: [], best: undefined, words: `No build runs here: ${support.detail}.` };
  const cpu: EngineVariant = {
    id: 'cpu',
    package: name,
    works: true,
    why: 'runs on every processor; it picks its instructions when it starts',
    memoryBytes: null,
    method: 'unavailable',
  };
  if (platform === 'darwin' && arch === 'arm64') {
    const metal = metalOf(machine, `${name}-metal`);
    // there is one package for both
    const variants = [metal, { ...cpu, package: metal.package }];
    return { variants, best: metal, words: `Metal: ${metal.why}.` };
  }
  if (arch !== 'x64' || platform === 'darwin')
    return {
      variants: [cpu],
      best: cpu,
      words: 'The processor: there is no build for graphics on this platform.',
    };
  const cuda = cudaOf(found, `${name}-cuda`);
  const vulkan = vulkanOf(machine, found, `${name}-vulkan`);
  const best = [cuda, vulkan].find(({ works }) => works) ?? cpu;
  const others = [cuda, vulkan].filter(({ works }) => !works).map((one) => `${one.id}: ${one.why}`);
  const words =
    best === cpu
      ? `The processor; ${others.join('; ')}.`
      : `${best.id === 'cuda' ? 'CUDA' : 'Vulkan'}: ${best.why}.`;
  return { variants: [cuda, vulkan, cpu], best, words };
}

function metalOf({ memory }: Machine, name: string): EngineVariant {
  const memoryBytes = Math.floor(memory.totalBytes * METAL_SHARE);
  const why = `the GPU shares the machine's memory, about ${gigabytes(memoryBytes)} of it`;
  return { id: 'metal', package: name, works: true, why, memoryBytes, method: 'estimated' };
}

function cudaOf({ nvidia, cuda }: Accelerators, name: string): EngineVariant {
  const gpu = nvidia.toSorted((a, b) => b.freeBytes - a.freeBytes)[0];
  const shared = {
    id: 'cuda' as const,
    package: name,
    memoryBytes: gpu?.freeBytes ?? null,
    method: gpu === undefined ? ('unavailable' as const) : ('measured' as const),
  };
  const no = (why: string): EngineVariant => ({ ...shared, works: false, why });
  if (!cuda.driver) return no('no NVIDIA driver was found');
  if (gpu === undefined) return no('the driver is there, but nvidia-smi shows no GPU');
  if (!cuda.runtime || !cuda.cublas)
    return no(
      `${[cuda.runtime ? [] : 'cudart', cuda.cublas ? [] : 'cublas'].flat().join(' and ')} 13 missing (the CUDA 13 runtime brings them)`,
    );
  if (gpu.freeBytes < LEAST_BYTES)
    return no(
      `${gpu.name} has ${gigabytes(gpu.freeBytes)} free of ${gigabytes(gpu.totalBytes)}, too little to be worth it`,
    );
  return { ...shared, works: true, why: `${gpu.name} has ${gigabytes(gpu.freeBytes)} free (measured)` };
}

function vulkanOf({ gpu }: Machine, { vulkan, wsl }: Accelerators, name: string): EngineVariant {
  const known = gpu.gpus.find(({ memoryBytes }) => memoryBytes !== null)?.memoryBytes ?? null;
  const shared = {
    id: 'vulkan' as const,
    package: name,
    memoryBytes: known,
    method: known === null ? ('unavailable' as const) : ('estimated' as const),
  };
  const no = (why: string): EngineVariant => ({ ...shared, works: false, why });
  if (!vulkan.loader) return no("no Vulkan loader was found (package libvulkan1, or the maker's driver)");
  if (vulkan.drivers.length === 0)
    return no(wsl ? 'WSL gives no Vulkan driver for the GPU' : 'no Vulkan driver of a GPU was found');
  if (gpu.status === 'none') return no('no GPU was found');
  const gpuName = gpu.gpus[0]?.name ?? 'a GPU';
  const room =
    known === null
      ? "it shares the machine's memory, or does not tell its own"
      : `${gigabytes(known)} of its own`;
  return { ...shared, works: true, why: `${gpuName}, ${room}` };
}
