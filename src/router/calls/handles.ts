import type { Settings } from '../../contract/index.ts';
import { getProvider, listProviders, resolveKey } from '../../providers/registry.ts';
import type { CloudHandle } from './open.ts';

/**
 * Every provider that exists or is configured and not disabled, with its address and key.
 * @param env environment that may hold keys; it wins over the settings
 */
export async function cloudHandles(
  entries: Settings['providers'],
  env: Readonly<Record<string, string | undefined>>,
): Promise<CloudHandle[]> {
  const ids = listProviders(entries).filter((id) => entries[id]?.enabled !== false);
  return Promise.all(
    ids.map(async (id) => {
      const provider = await getProvider(id, entries);
      const key = resolveKey(provider, entries, env)?.key;
      return { provider, baseUrl: entries[id]?.baseUrl ?? provider.baseUrl, key };
    }),
  );
}
