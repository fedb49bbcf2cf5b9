import type { OwnerMemory } from '../../contract/index.ts';
import { probeDevice } from '../../device/probe.ts';
import { mergeSettings } from '../../store/settings-write.ts';
import type { OwnerDeps } from '../owner.ts';
import type { MemoryHistory } from './history.ts';
import { mapped } from './mapped.ts';

/** The memory of the models of a running server. */
export function createOwnerMemory({ home, runtime, clock }: OwnerDeps, history: MemoryHistory): OwnerMemory {
  /** One change of the settings after the other, so that the last one counts. */
  let writing: Promise<void> = Promise.resolve();
  const machine = probeDevice(home.dir).then(({ memory }) => memory);

  return {
    async map() {
      const [state, { totalBytes }] = await Promise.all([runtime.memory(), machine]);
      const records = runtime.models().flatMap(({ record }) => record ?? []);
      return {
        ...state,
        budget: runtime.settings.memory.budget,
        totalBytes,
        models: state.models.map((model) => mapped(model, records)),
        history: history.newest(),
        now: clock.now(),
      };
    },
    async pin(model, on) {
      const names = runtime.pin(model, on);
      const pinned = names.map((name) => name.replace(/^local\//, ''));
      writing = writing
        .catch(() => undefined)
        .then(() => mergeSettings(home, { memory: { pinned } }, 'the console'));
      try {
        await writing;
      } catch (error) {
        runtime.pin(model, !on);
        throw error;
      }
      return names;
    },
  };
}
