import type { OwnerApps } from '../../contract/index.ts';
import { appsSeen } from '../../ledger/apps-seen.ts';
import { withHomeDatabase } from '../home-database.ts';
import type { OwnerDeps } from '../owner.ts';
import { learningObstacle } from './learning-obstacle.ts';

const MONTH_MS = 30 * 86_400_000;

/** Opens what the owner sees of the apps. */
export function createOwnerApps({
  home,
  runtime,
  clock,
}: Pick<OwnerDeps, 'home' | 'runtime' | 'clock'>): OwnerApps {
  return {
    async seen() {
      const asked = withHomeDatabase(home, (database) => appsSeen(database, clock.now() - MONTH_MS));
      const consents = runtime.learning.apps();
      const quiet = consents
        .filter(({ app }) => !asked.some((one) => one.app === app))
        .map(({ app, since }) => ({ app, requests: 0, local: 0, lastAt: since }));
      return [...asked, ...quiet].map((one) => ({
        ...one,
        learning: consents.some(({ app }) => app === one.app),
        obstacle: learningObstacle(runtime.settings, one.app),
      }));
    },
  };
}
