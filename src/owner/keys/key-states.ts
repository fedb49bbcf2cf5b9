import type { Settings } from '../../contract/index.ts';
import { getProvider, listProviders, resolveKey } from '../../providers/registry.ts';

/** A provider and where its key is, never the key. */
export interface KeyState {
  provider: string;
  name: string;
  /** `environment` or `config`; null: there is none. */
  origin: 'environment' | 'config' | null;
  /** Variables that may hold it. */
  variables: string[];
  keyPage: string;
  model: string;
}

/** Every provider with the place of its key. */
export function keyStates(settings: Settings, env: NodeJS.ProcessEnv): Promise<KeyState[]> {
  return Promise.all(
    listProviders(settings.providers).map(async (id) => {
      const provider = await getProvider(id, settings.providers);
      const entry = settings.providers[id];
      return {
        provider: id,
        name: provider.name,
        origin: resolveKey(provider, settings.providers, env)?.origin ?? null,
        variables: [...provider.keyEnv],
        keyPage: provider.keyPage,
        model: entry?.model ?? provider.defaultModel,
      };
    }),
  );
}
