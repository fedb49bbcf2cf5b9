import { NearmostError, type ModelRecord, type Runtime } from '../contract/index.ts';
import { freeMemory } from '../device/free-memory.ts';
import type { ModelStore } from '../store/models.ts';
import type { OwnedPool } from './pool.ts';

/** What an owner sees of the models in memory, and does with them. Models are named `local/<id>`, or by their id. */
type Steering = Pick<Runtime, 'loaded' | 'memory' | 'pin' | 'unload' | 'load' | 'prewarm'>;

interface SteerDeps {
  pool: OwnedPool;
  store: Pick<ModelStore, 'find'>;
  /** Bytes for all models together. */
  budgetBytes: number;
}

const DAY_MS = 86_400_000;
const nameOf = (id: string): string => `local/${id}`;

export function steerModels({ pool, store, budgetBytes }: SteerDeps): Steering {
  const find = (name: string): ModelRecord => {
    const record = store.find(name.replace(/^local\//, ''));
    if (!record)
      throw new NearmostError('unknown_model', `There is no model "${name}" on this device.`, {
        param: 'model',
      });
    return record;
  };
  /** What is loaded for it: an adapter stands on its base. */
  const loadedFor = (name: string): ModelRecord => {
    const record = find(name);
    return record.adapter ? find(record.adapter.base) : record;
  };

  return {
    loaded: async () => (await pool.states()).map((state) => ({ ...state, model: nameOf(state.model) })),
    memory: async () => ({
      budgetBytes,
      freeBytes: freeMemory() ?? null,
      pinned: pool.pinned().map(nameOf),
      models: (await pool.held()).map((held) => ({ ...held, model: nameOf(held.model) })),
    }),
    pin(model, on) {
      pool.pin(loadedFor(model).id, on);
      return pool.pinned().map(nameOf);
    },
    unload: (model) => pool.unload(loadedFor(model).id),
    async load(model) {
      (await pool.lease(loadedFor(model), undefined, { byOwner: true })).release();
    },
    async prewarm(model, intent = {}) {
      const record = loadedFor(model);
      const { inMs = 0 } = intent;
      if (!(inMs >= 0 && inMs <= DAY_MS))
        throw new NearmostError('invalid_request', `inMs must be from 0 to ${DAY_MS}, not ${inMs}.`, {
          param: 'inMs',
        });
      return { model: nameOf(record.id), state: pool.hint(record, intent) };
    },
  };
}
