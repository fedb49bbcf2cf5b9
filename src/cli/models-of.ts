import { EMBEDDED } from '../store/embedded.ts';
import type { Home } from '../store/home.ts';
import { inspectGguf } from '../store/inspect.ts';
import { createModelStore, type ModelStore } from '../store/models.ts';

/** The models on this device, for commands that need no runtime. */
export function modelsOf(home: Home): Promise<ModelStore> {
  return createModelStore({ home, embedded: EMBEDDED, inspect: inspectGguf });
}
