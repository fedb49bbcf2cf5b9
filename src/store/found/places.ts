import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { FoundIn } from './found-model.ts';

/** A folder that may hold models of another program. */
export interface Place {
  in: FoundIn;
  folder: string;
}

export interface PlacesOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** The user's home. */
  home: string;
  platform: NodeJS.Platform;
  /** Text of a file, undefined where there is none; for LM Studio's pointer and settings. */
  read?: (path: string) => string | undefined;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Where other programs keep models: their default folders, moved by the variables and settings that move them.
 * Ollama: `OLLAMA_MODELS`. Hugging Face: `HF_HUB_CACHE`, `HF_HOME`, `XDG_CACHE_HOME`. llama.cpp: `LLAMA_CACHE`.
 * LM Studio: the file `.lmstudio-home-pointer` and `downloadsFolder` of its settings.
 */
export function foundPlaces({ env, home, platform, read = readText }: PlacesOptions): Place[] {
  const set = (name: string): string | undefined => {
    const value = env[name]?.trim();
    if (value === undefined || value === '') return undefined;
    return value.startsWith('~') ? join(home, value.slice(1)) : value;
  };
  const cache = set('XDG_CACHE_HOME') ?? join(home, '.cache');
  const hub =
    set('HF_HUB_CACHE') ??
    set('HUGGINGFACE_HUB_CACHE') ??
    join(set('HF_HOME') ?? join(cache, 'huggingface'), 'hub');
  const places: Place[] = [
    ...ollama(set('OLLAMA_MODELS'), home, platform),
    ...lmStudio(home, read),
    { in: 'hugging-face', folder: hub },
    { in: 'llama.cpp', folder: set('LLAMA_CACHE') ?? llamaCache(set, home, cache, platform) },
  ];
  const seen = new Set<string>();
  return places.filter(({ folder, in: program }) => {
    const key = `${program} ${folder}`;
    return isAbsolute(folder) && !seen.has(key) && seen.add(key);
  });
}

function ollama(moved: string | undefined, home: string, platform: NodeJS.Platform): Place[] {
  if (moved !== undefined) return [{ in: 'ollama', folder: moved }];
  // on Linux the service runs as a user of its own
  const service = platform === 'linux' ? ['/usr/share/ollama/.ollama/models'] : [];
  return [join(home, '.ollama', 'models'), ...service].map((folder) => ({ in: 'ollama', folder }));
}

function lmStudio(home: string, read: (path: string) => string | undefined): Place[] {
  const pointed = read(join(home, '.lmstudio-home-pointer'))?.trim();
  const own = pointed !== undefined && pointed !== '' ? pointed : join(home, '.lmstudio');
  let downloads: unknown;
  try {
    downloads = (JSON.parse(read(join(own, 'settings.json')) ?? '{}') as Record<string, unknown>)[
      'downloadsFolder'
    ];
  } catch {
    downloads = undefined;
  }
  const folders = [
    typeof downloads === 'string' && downloads !== '' ? downloads : join(own, 'models'),
    // before version 0.3.6
    join(home, '.cache', 'lm-studio', 'models'),
  ];
  return folders.map((folder) => ({ in: 'lm-studio', folder }));
}

function llamaCache(
  set: (name: string) => string | undefined,
  home: string,
  cache: string,
  platform: NodeJS.Platform,
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'llama.cpp');
  if (platform === 'win32') return join(set('LOCALAPPDATA') ?? join(home, 'AppData', 'Local'), 'llama.cpp');
  return join(cache, 'llama.cpp');
}
