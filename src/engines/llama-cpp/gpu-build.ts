import { buildName } from '../../device/build-name.ts';
import { isInstalled, packageFolder, type PackageFolder } from './packages.ts';

/**
 * Whether a build for a GPU (CUDA, Vulkan, Metal) is installed for this platform. The engine is asked for a GPU only then:
 * looking for builds that are not there costs start-up time.
 */
export function hasGpuBuild(
  packages: PackageFolder = packageFolder(),
  { platform, arch }: Pick<NodeJS.Process, 'platform' | 'arch'> = process,
): boolean {
  const name = buildName(platform, arch);
  return (
    name !== undefined && ['cuda', 'vulkan', 'metal'].some((kind) => isInstalled(`${name}-${kind}`, packages))
  );
}
