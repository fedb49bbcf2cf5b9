import type { Owner, Runtime } from '../contract/index.ts';
import type { Clock } from '../kit/clock.ts';
import type { Home } from '../store/home.ts';

/** What the sections work on. */
export interface OwnerDeps {
  home: Home;
  runtime: Runtime;
  clock: Clock;
  env: NodeJS.ProcessEnv;
  /** Folder in which the server was started: its project file counts. */
  cwd: string;
}

/** Opens a section once, when it is first used: a server that nobody looks at pays for none. */
function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => (opened ??= open());
}

/** Opens the owner's side of a running server. */
export function createOwner(deps: OwnerDeps): Owner {
  return {
    settings: once(async () => (await import('./settings.ts')).createOwnerSettings(deps)),
    device: once(async () => (await import('./device/device.ts')).createOwnerDevice(deps)),
    apps: once(async () => (await import('./apps/apps.ts')).createOwnerApps(deps)),
    close: async () => undefined,
  };
}
