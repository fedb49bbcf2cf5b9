import type { InstallDeps } from '../../adapters/serve.ts';
import type { ModelStore } from '../../store/models.ts';
import type { Cli } from '../context.ts';

/** What commands that install skills work on; what a killed process began is ended first. */
export async function installDeps(cli: Cli): Promise<InstallDeps & { readonly store: ModelStore }> {
  const [
    { homeOf },
    { modelsOf },
    { openPlaces },
    { createDigests },
    { listEngines },
    { recoverInstalls },
    os,
  ] = await Promise.all([
    import('../home-of.ts'),
    import('../../store/models-of.ts'),
    import('../../adapters/places.ts'),
    import('../../learning/students/base-digest.ts'),
    import('../../engines/registry.ts'),
    import('../../adapters/recover.ts'),
    import('node:os'),
  ]);
  const home = homeOf(cli);
  const store = await modelsOf(home);
  const deps = {
    home,
    store,
    places: openPlaces(home),
    records: () => store.list(),
    digestOf: createDigests(),
    device: { engines: listEngines(), memoryBytes: os.totalmem() },
    now: Date.now,
  };
  for (const name of await recoverInstalls(deps)) cli.note(`The installation of ${name} was ended.`);
  return deps;
}
