import { NearmostError, type OwnerMemory } from '../../contract/index.ts';
import { modelsOf } from '../../store/models-of.ts';
import type { OwnerDeps } from '../owner.ts';
import { originOf } from './origin-of.ts';

interface RemoveDeps extends Pick<OwnerDeps, 'home' | 'runtime'> {
  memory: () => Promise<OwnerMemory>;
}

/**
 * Takes a model out of memory and off this device.
 * @throws NearmostError `unknown_model`, `unsupported` (it comes with Nearmost, or others stand on it), `overloaded`
 */
export async function removeModel(
  model: string,
  { home, runtime, memory }: RemoveDeps,
): Promise<{ model: string; freedBytes: number }> {
  const store = await modelsOf(home);
  const id = model.replace(/^local\//, '');
  const name = `local/${id}`;
  const record = store.find(id);
  // a damaged one and the embedded one are the store's to judge
  if (record && originOf(record, home) !== 'embedded') {
    const carried = store.list().filter(({ adapter }) => adapter?.base === id);
    if (carried.length > 0)
      throw new NearmostError('unsupported', `${id} carries ${carried.map((one) => one.id).join(', ')}.`, {
        hint: 'Remove those first.',
      });
    const { models, pinned } = await runtime.memory();
    if (models.some((one) => one.model === name)) await runtime.unload(name);
    if (pinned.includes(name)) await (await memory()).pin(name, false);
  }
  return { model: name, freedBytes: store.remove(id).freedBytes };
}
