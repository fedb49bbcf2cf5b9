import type { Owner, Runtime } from '../contract/index.ts';
import type { Clock } from '../kit/clock.ts';
import type { Home } from '../store/home.ts';

/** What the sections work on. */
export interface OwnerDeps {
  home: Home;
  runtime: Runtime;
  clock: Clock;
  env: NodeJS.ProcessEnv;
}

/** Opens the owner's side of a running server. */
export function createOwner(_deps: OwnerDeps): Owner {
  return {
    close: async () => undefined,
  };
}
