import { readdirSync } from 'node:fs';
import { NearmostError, type Engine } from '../contract/index.ts';

/** The engines of this process: each is made once, when it is first asked for. */
export interface Engines {
  get(id: string): Promise<Engine>;
  /** Ends the warm children of all engines that were made. */
  close(): Promise<void>;
}

/** Ids of all engines: the files of this folder, but for tools, children and tests. */
export function engineIds(): string[] {
  return readdirSync(import.meta.dirname)
    .map((file) => /^([a-z][a-z0-9-]*)\.(?:ts|js)$/.exec(file)?.[1])
    .filter((id): id is string => id !== undefined && id !== 'registry')
    .toSorted();
}

/** Makes engines on demand; adding one is adding a file whose default export makes it. */
export function createEngines(): Engines {
  const made = new Map<string, Promise<Engine>>();
  const make = async (id: string): Promise<Engine> => {
    if (!engineIds().includes(id)) throw new NearmostError('engine_missing', `There is no engine "${id}".`);
    const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
    const module = (await import(new URL(`./${id}.${extension}`, import.meta.url).href)) as { default: () => Engine };
    return module.default();
  };
  return {
    get(id) {
      const engine = made.get(id) ?? make(id);
      made.set(id, engine);
      return engine;
    },
    close: async () => {
      await Promise.all([...made.values()].map(async (engine) => (await engine).close()));
    },
  };
}
