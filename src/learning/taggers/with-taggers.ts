import type { LoadedModel, ModelRecord } from '../../contract/index.ts';
import type { Pool } from '../../memory/pool.ts';
import { TAGGER } from '../../store/embedded.ts';
import type { Cores } from './cores.ts';
import { openTagger } from './open-tagger.ts';

/**
 * A pool that also lends taggers. They answer in this process and take a few megabytes of it, outside the budget; each is read
 * at its first use and stays.
 * @param taggers those there are
 */
export function withTaggers<P extends Pool>(pool: P, taggers: () => readonly ModelRecord[], cores: Cores): P {
  const open = new Map<string, LoadedModel>();
  const opened = (record: ModelRecord): LoadedModel => {
    const known = open.get(record.path) ?? openTagger(record, cores);
    open.set(record.path, known);
    return known;
  };
  return {
    ...pool,
    async lease(record, signal, who) {
      if (record.engine !== TAGGER) return pool.lease(record, signal, who);
      return { model: opened(record), release: () => undefined };
    },
    hint(record, who) {
      return record.engine === TAGGER ? 'ready' : pool.hint(record, who);
    },
    misfit: (record) => (record.engine === TAGGER ? undefined : pool.misfit(record)),
    isReady: (id) => taggers().some((record) => record.id === id) || pool.isReady(id),
  };
}
