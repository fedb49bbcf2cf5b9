import type { ModelRecord, Settings } from '../../contract/index.ts';
import { createEgress } from '../../privacy/egress.ts';
import type { Home } from '../../store/home.ts';
import { modelsOf } from '../../store/models-of.ts';
import { pull, type PullOptions } from '../../store/pull.ts';

interface FetchOptions extends Pick<PullOptions, 'onFile' | 'onProgress' | 'onDropped' | 'env' | 'signal'> {
  home: Home;
  settings: Pick<Settings, 'pull' | 'router'>;
}

/** Fetches one model through a door of its own; see `pull`. Whether bytes cost money was asked before. */
export async function fetchModel(
  name: string,
  { home, settings, ...rest }: FetchOptions,
): Promise<ModelRecord> {
  const door = createEgress({ offline: () => settings.router.offline, onCrossing: () => undefined });
  try {
    return await pull(name, { ...rest, settings, models: await modelsOf(home), egress: door.egress });
  } finally {
    await door.close();
  }
}
