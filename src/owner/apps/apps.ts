import type { OwnerApps } from '../../contract/index.ts';
import { appsSeen, type AppsSeen } from '../../ledger/apps-seen.ts';
import type { HeldDeps } from '../owner.ts';
import { learningObstacle } from './learning-obstacle.ts';

const MONTH_MS = 30 * 86_400_000;
/** All rows are counted anew this often: old ones leave the month. */
const ANEW_MS = 3_600_000;
const MOST = 100;

/** Opens what the owner sees of the apps. */
export function createOwnerApps({
  runtime,
  clock,
  database,
}: Pick<HeldDeps, 'runtime' | 'clock' | 'database'>): OwnerApps {
  let counted: { seen: AppsSeen; since: number; at: number } | undefined;

  /** Counts what came since the last look. */
  function count(): AppsSeen {
    const at = clock.monotonic();
    if (counted && at - counted.at > ANEW_MS) counted = undefined;
    const since = counted?.since ?? clock.now() - MONTH_MS;
    const seen = appsSeen(database(), since, counted?.seen);
    counted = { seen, since, at: counted?.at ?? at };
    return seen;
  }

  return {
    async seen() {
      const asked = count().apps.slice(0, MOST);
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
