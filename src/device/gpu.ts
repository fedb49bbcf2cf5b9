import type { Gpu, GpuProfile } from './profile.ts';
import type { SystemFiles } from './system-files.ts';

const VENDORS: Readonly<Record<string, Gpu['vendor']>> = {
  '0x10de': 'nvidia',
  '0x1002': 'amd',
  '0x8086': 'intel',
};

/**
 * Graphics processors by what the system's files tell; no driver is loaded and no program is run.
 * A Mac with Apple silicon always has one; Windows cannot be asked this way.
 */
export function findGpus(
  platform: NodeJS.Platform,
  arch: NodeJS.Architecture,
  cpu: string,
  files: SystemFiles,
): GpuProfile {
  if (platform === 'darwin' && arch === 'arm64')
    return { status: 'found', gpus: [{ name: `${cpu} GPU`, vendor: 'apple', memoryBytes: null }] };
  if (platform !== 'linux') return { status: 'unavailable', gpus: [] };
  const nvidia = nvidiaGpus(files);
  const cards = cardGpus(files).filter(({ vendor }) => vendor !== 'nvidia' || nvidia.length === 0);
  const gpus = [...nvidia, ...cards];
  return gpus.length > 0 ? { status: 'found', gpus } : { status: 'none', gpus: [] };
}

/** The NVIDIA driver lists its devices with their names, but not their memory. */
function nvidiaGpus(files: SystemFiles): Gpu[] {
  const folder = 'proc/driver/nvidia/gpus';
  return files.list(folder).map((device) => {
    const information = files.text(`${folder}/${device}/information`) ?? '';
    const name = /^Model:\s+(.+)$/m.exec(information)?.[1] ?? 'NVIDIA GPU';
    return { name, vendor: 'nvidia', memoryBytes: null };
  });
}

/** Cards of the kernel's graphics layer. Virtual consoles of unknown makers are no GPU. */
function cardGpus(files: SystemFiles): Gpu[] {
  const folder = 'sys/class/drm';
  return files
    .list(folder)
    .filter((name) => /^card\d+$/.test(name))
    .flatMap((card) => {
      const vendor = VENDORS[files.text(`${folder}/${card}/device/vendor`) ?? ''];
      if (vendor === undefined) return [];
      const memory = Number(files.text(`${folder}/${card}/device/mem_info_vram_total`));
      const name = files.text(`${folder}/${card}/device/product_name`);
      return [
        {
          name: name === undefined || name === '' ? `${TITLES[vendor]} graphics` : name,
          vendor,
          memoryBytes: Number.isSafeInteger(memory) && memory > 0 ? memory : null,
        },
      ];
    });
}

const TITLES: Readonly<Record<Gpu['vendor'], string>> = {
  nvidia: 'NVIDIA',
  amd: 'AMD',
  intel: 'Intel',
  apple: 'Apple',
};
