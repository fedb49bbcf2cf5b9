import { readdirSync } from 'node:fs';
import { NearmostError, type Provider, type Settings } from '../contract/index.ts';
import { nearest } from '../store/nearest.ts';
import { customProvider } from './custom.ts';

type ProviderEntries = Settings['providers'];

/** Where a key was found. The key is a secret: neither logged nor shown. */
export interface ResolvedKey {
  key: string;
  origin: 'environment' | 'config';
}

/** Files of this folder that are tools, not providers. */
const TOOLS = new Set(['registry', 'classify', 'openai-compatible', 'custom']);

/** Ids of the providers that come with Nearmost: the files of this folder. */
export function builtinProviders(): string[] {
  return readdirSync(import.meta.dirname)
    .map((file) => /^([a-z][\w-]*)\.(?:ts|js)$/.exec(file)?.[1])
    .filter((id): id is string => id !== undefined && !TOOLS.has(id))
    .sort();
}

/** Ids of all providers: those that come with Nearmost and those with an address in the settings. */
export function listProviders(entries: ProviderEntries = {}): string[] {
  const named = Object.entries(entries).flatMap(([id, entry]) => (entry.baseUrl === undefined ? [] : [id]));
  return [...new Set([...builtinProviders(), ...named])].sort();
}

/**
 * The provider with this id, loaded when it is first asked for.
 * @throws NearmostError `unknown_model` when neither a file nor the settings know it.
 * @example const groq = await getProvider('groq', settings.providers)
 */
export async function getProvider(id: string, entries: ProviderEntries = {}): Promise<Provider> {
  if (builtinProviders().includes(id)) {
    const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
    const module = (await import(new URL(`./${id}.${extension}`, import.meta.url).href)) as {
      default: Provider;
    };
    return module.default;
  }
  const entry = Object.hasOwn(entries, id) ? entries[id] : undefined;
  if (entry?.baseUrl !== undefined) return customProvider(id, { baseUrl: entry.baseUrl, model: entry.model });
  const guess = nearest(id, listProviders(entries));
  throw new NearmostError('unknown_model', `There is no provider "${id}".`, {
    param: 'model',
    hint: `${guess === undefined ? '' : `Did you mean ${guess}? `}Known are ${listProviders(entries).join(', ')}. For another address: nearmost config set providers.${id}.baseUrl <url>`,
  });
}

/** The key of a provider: its environment variables in order, then the settings; undefined when there is none. */
export function resolveKey(
  provider: Pick<Provider, 'id' | 'keyEnv'>,
  entries: ProviderEntries,
  env: Readonly<Record<string, string | undefined>>,
): ResolvedKey | undefined {
  const variable = provider.keyEnv.find((name) => env[name]?.trim());
  const key = (variable === undefined ? entries[provider.id]?.key : env[variable])?.trim();
  if (!key) return undefined;
  return { key, origin: variable === undefined ? 'config' : 'environment' };
}
