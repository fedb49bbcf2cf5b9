import { NearmostError, type Settings } from '../../contract/index.ts';
import type { Clock } from '../../kit/clock.ts';
import type { JudgedTraffic } from '../../ledger/judged.ts';
import { chooseTarget, type ChosenThreshold } from './choose-target.ts';

export interface TargetsDeps {
  settings: Settings;
  clock: Clock;
  /** Newest traffic of an app: at once, for the first choice; and without keeping others from their turn, for later ones. */
  judged: (app: string) => JudgedTraffic;
  judgedInSteps: (app: string) => Promise<JudgedTraffic>;
  /** Hears why traffic could not be read; then what was chosen before holds. */
  trouble: (error: unknown) => void;
}

export interface Targets {
  /** From which confidence on a local answer of this app is served. Quick: asked for every request. */
  threshold(app: string): ChosenThreshold;
  /** Something was judged: look again soon. */
  changed(app: string): void;
}

/** A choice is looked at again after so long, and sooner when something was judged. */
const [AGAIN_MS, JUDGED_AGAIN_MS] = [60_000, 1000];

interface Known {
  at: number;
  choice: ChosenThreshold;
  stale: boolean;
}

/** Thresholds of apps: a setting, or what their judged traffic says of their target. */
export function createTargets({ settings, clock, judged, judgedInSteps, trouble }: TargetsDeps): Targets {
  const chosen = new Map<string, Known>();
  const choose = (app: string, traffic: JudgedTraffic): ChosenThreshold => {
    const own = settings.apps[app] ?? {};
    return chooseTarget(settings.apps[app]?.threshold ?? settings.router.threshold, own, traffic);
  };
  const first = (app: string): ChosenThreshold => {
    try {
      return choose(app, judged(app));
    } catch (error) {
      trouble(NearmostError.from(error));
      return choose(app, { traffic: [], judged: [] });
    }
  };
  return {
    threshold(app) {
      const own = settings.apps[app];
      if (own?.qualityFloor === undefined && own?.localShare === undefined)
        return { threshold: own?.threshold ?? settings.router.threshold };
      const now = clock.monotonic();
      const known = chosen.get(app) ?? { at: now, choice: first(app), stale: false };
      chosen.set(app, known);
      if (now - known.at < (known.stale ? JUDGED_AGAIN_MS : AGAIN_MS)) return known.choice;
      known.at = now;
      known.stale = false;
      judgedInSteps(app).then(
        (traffic) => void (known.choice = choose(app, traffic)),
        (error: unknown) => trouble(NearmostError.from(error)),
      );
      return known.choice;
    },
    changed(app) {
      const known = chosen.get(app);
      if (known) known.stale = true;
    },
  };
}
