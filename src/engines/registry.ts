import { readdirSync } from 'node:fs';
import { type Engine, NearmostError } from '../contract/index.ts';

/** The engines of this installation; each is loaded when it is first asked for. */
export interface Engines {
  /** Ids, in alphabetical order: the files of this folder. */
  list(): string[];
  /** @throws NearmostError `engine_missing` for an id that no file has */
  get(id: string): Promise<Engine>;
  /** Closes those that were loaded. */
  close(): Promise<void>;
}

/** Files of this folder that are no engine. */
const TOOLS = new Set(['registry']);

/** Ids of all engines: file names without `.child` files, tests and this one. */
export function listEngines(): string[] {
  return readdirSync(import.meta.dirname)
    .map((file) => /^([a-z][a-z0-9-]*)\.(?:ts|js)$/.exec(file)?.[1])
    .filter((id): id is string => id !== undefined && !TOOLS.has(id))
    .sort();
}

/** What engines may be told; each takes what concerns it. */
export interface EngineSettings {
  /** Whether a GPU may be used; default false. */
  gpu?: boolean;
  /** Where conversations are kept while their model is not in memory; absent: they are not. */
  keep?: { folder: string; mostBytes: number; maxAgeMs: number };
}

/** Opens the registry. A file exports a function that makes its engine, as default. */
export function createEngines(settings: EngineSettings = {}): Engines {
  const made = new Map<string, Promise<Engine>>();
  const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
  async function make(id: string): Promise<Engine> {
    if (!listEngines().includes(id))
      throw new NearmostError(
        'engine_missing',
        `There is no engine "${id}"; there are ${listEngines().join(', ')}.`,
      );
    const module = (await import(new URL(`./${id}.${extension}`, import.meta.url).href)) as {
      default: (settings: EngineSettings) => Engine;
    };
    return module.default(settings);
  }
  return {
    list: listEngines,
    get(id) {
      const known = made.get(id);
      if (known) return known;
      const engine = make(id);
      made.set(id, engine);
      engine.catch(() => made.delete(id));
      return engine;
    },
    async close() {
      await Promise.all(
        [...made.values()].map(async (engine) => (await engine.catch(() => undefined))?.close()),
      );
    },
  };
}
