import { NearmostError } from '../contract/errors.ts';
import { fetchFrom, type Moved } from './fetch-file.ts';
import { installPackage, type Installed } from './install.ts';
import type { Registry } from './registry.ts';
import type { InstallDeps } from './serve.ts';
import { newestVersion } from './version.ts';

export interface PullRequest {
  registry: Registry;
  name: string;
  /** Absent: the newest one. */
  version?: string | undefined;
  /** Hosts that the registry may point to; kept for updates. */
  hosts: readonly string[];
}

export interface Pulled extends Installed {
  readonly moved: Moved;
}

/**
 * Takes a skill from a registry and installs it.
 * @throws not_found, package_refused, invalid_package, and what the registry throws
 */
export async function pullPackage(
  deps: InstallDeps,
  { registry, name, version, hosts }: PullRequest,
): Promise<Pulled> {
  const wanted = version ?? newestVersion(await registry.versions(name));
  if (wanted === undefined)
    throw new NearmostError('not_found', `${registry.address} has no skill ${name}.`, {
      param: 'name',
      hint: 'Check the name and the registry: nearmost skill pull <name> --from <registry>',
    });
  const release = { name, version: wanted };
  const envelope = await registry.envelope(release);
  const { manifest } = envelope;
  if (manifest.name !== name || manifest.version !== wanted)
    throw new NearmostError(
      'package_refused',
      `${registry.address} was asked for ${name} ${wanted} and gave ${manifest.name} ${manifest.version}.`,
      { hint: 'Its registry is damaged or lies; ask its publisher.' },
    );
  const moved: Moved = { bytes: 0, whole: 0 };
  const done = await installPackage(deps, {
    envelope,
    source: registry.address,
    hosts,
    asked: version !== undefined,
    fetchFile: fetchFrom(registry, release, deps.places, moved),
  });
  return { ...done, moved };
}
