import { ENGINE_VERSION, type PackageFolder } from '../../engines/llama-cpp/packages.ts';

/** What npm is asked: one package, its exact version, no scripts. Pure. */
export function installPlan(
  name: string,
  { folder, global }: PackageFolder,
): { command: string; args: string[]; cwd: string } {
  const where = global ? ['--global'] : ['--save-exact', '--save-optional'];
  return {
    command: 'npm',
    args: ['install', ...where, '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${ENGINE_VERSION}`],
    cwd: folder,
  };
}
