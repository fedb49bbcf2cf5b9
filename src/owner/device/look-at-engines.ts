import type { Accelerators } from '../../device/accelerators.ts';
import { engineVariants, type EngineVariant } from '../../device/engine-variants.ts';
import { probeAccelerators } from '../../device/probe-accelerators.ts';
import { probeDevice } from '../../device/probe.ts';
import { isInstalled, packageFolder, type PackageFolder } from '../../engines/llama-cpp/packages.ts';

export interface Look {
  platform: string;
  variants: (EngineVariant & { installed: boolean })[];
  best: string | null;
  words: string;
  npus: Accelerators['npus'];
  packages: PackageFolder;
}

/** Which builds of the text engine this machine could use, and which are here. */
export async function lookAtEngines(): Promise<Look> {
  const [machine, found] = await Promise.all([probeDevice(), probeAccelerators()]);
  const { variants, best, words } = engineVariants(machine, found);
  const packages = packageFolder();
  return {
    platform: machine.support.platform,
    variants: variants.map((one) => ({ ...one, installed: isInstalled(one.package, packages) })),
    best: best?.id ?? null,
    words,
    npus: found.npus,
    packages,
  };
}
