import { isAbsolute, resolve } from 'node:path';
import type { Registry } from '../../adapters/registry.ts';
import type { Cli } from '../context.ts';
import { checkMetered } from '../metered.ts';

/** A folder is meant from where the person stands. */
const addressOf = (cli: Cli, address: string): string =>
  address.includes('://') || isAbsolute(address) ? address : resolve(cli.cwd, address);

/**
 * Refuses to fetch from registries of other machines on a metered link without consent; a folder costs no bytes.
 * @param again the command that says yes
 * @throws NearmostError metered_link
 */
export async function checkMeteredSources(
  cli: Cli,
  sources: readonly string[],
  options: Record<string, unknown>,
  again: string,
): Promise<void> {
  if (!sources.some((source) => source.includes('://'))) return;
  const [{ homeOf }, { settingsOf }] = await Promise.all([
    import('../home-of.ts'),
    import('../settings-of.ts'),
  ]);
  await checkMetered(await settingsOf(cli, homeOf(cli)), options, again);
}

/** Works with registries through the one door to the network, which is closed again. */
export async function withRegistries<T>(
  cli: Cli,
  work: (open: (address: string, hosts: readonly string[]) => Registry) => Promise<T>,
): Promise<T> {
  const [{ homeOf }, { settingsOf }, { createEgress }, { openRegistry }, { showProgress }] =
    await Promise.all([
      import('../home-of.ts'),
      import('../settings-of.ts'),
      import('../../privacy/egress.ts'),
      import('../../adapters/open-registry.ts'),
      import('../progress-line.ts'),
    ]);
  const settings = await settingsOf(cli, homeOf(cli));
  const door = createEgress({ offline: () => settings.router.offline, onCrossing: () => undefined });
  const progress = showProgress(cli);
  const { NEARMOST_REGISTRY_USER: user, NEARMOST_REGISTRY_PASSWORD: password } = cli.env;
  const credentials = user && password ? { user, password } : undefined;
  const way = { egress: door.egress, signal: cli.signal, onProgress: progress.update };
  try {
    return await work((address, hosts) =>
      openRegistry(addressOf(cli, address), { ...way, hosts }, credentials),
    );
  } finally {
    progress.end();
    await door.close();
  }
}
