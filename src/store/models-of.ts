import { EMBEDDED } from './embedded.ts';
import type { Home } from './home.ts';
import { inspectGguf } from './inspect.ts';
import { createModelStore, type ModelStore } from './models.ts';

/** The models on this device, for what needs no runtime. */
export function modelsOf(home: Home): Promise<ModelStore> {
  return createModelStore({ home, embedded: EMBEDDED, inspect: inspectGguf });
}
