import type { Owner, Runtime, RuntimeEvent } from '../contract/index.ts';
import type { Clock } from '../kit/clock.ts';
import type { Database } from '../store/database.ts';
import type { Home } from '../store/home.ts';
import { homeDatabase } from './home-database.ts';
import { createHistory } from './memory/history.ts';

/** What the sections work on. */
export interface OwnerDeps {
  home: Home;
  runtime: Runtime;
  clock: Clock;
  env: NodeJS.ProcessEnv;
  /** Folder in which the server was started: its project file counts. */
  cwd: string;
}

/** The same, for sections that hold something open or look into the database. */
export interface HeldDeps extends OwnerDeps {
  /** Called when the owner's side closes. */
  onClose(work: () => void | Promise<void>): void;
  /** One for all sections, opened at the first call. */
  database(): Database;
}

/** Opens a section once, when it is first used: a server that nobody looks at pays for none. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => (opened ??= open());
}

/** Opens the owner's side of a running server. */
export function createOwner(given: OwnerDeps): Owner {
  const closers: (() => void | Promise<void>)[] = [];
  const onClose: HeldDeps['onClose'] = (work) => void closers.push(work);
  const deps: HeldDeps = { ...given, onClose, database: homeDatabase(given.home, onClose) };
  const listeners = new Set<(event: RuntimeEvent) => void>();
  const tell = (event: RuntimeEvent): void => {
    for (const listener of listeners) listener(event);
  };
  // listens from the start: what came and went before somebody looks is wanted then
  const history = createHistory(deps.runtime);
  onClose(history.close);
  const device = once(async () => (await import('./device/device.ts')).createOwnerDevice(deps));
  const memory = once(async () => (await import('./memory/memory.ts')).createOwnerMemory(deps, history));
  return {
    settings: once(async () => (await import('./settings.ts')).createOwnerSettings(deps)),
    device,
    memory,
    catalog: once(async () =>
      (await import('./catalog/catalog.ts')).createOwnerCatalog({ ...deps, device, memory }),
    ),
    pulls: once(async () => (await import('./pulls/pulls.ts')).createOwnerPulls(deps, tell)),
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    apps: once(async () => (await import('./apps/apps.ts')).createOwnerApps(deps)),
    skills: once(async () => (await import('./skills/skills.ts')).createOwnerSkills(deps, tell)),
    share: once(async () => (await import('./share/share.ts')).createOwnerShare(deps)),
    async close() {
      for (const close of closers.reverse()) await close();
    },
  };
}
