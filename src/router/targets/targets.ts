import { NearmostError, type Settings } from '../../contract/index.ts';
import type { Clock } from '../../kit/clock.ts';
import type { JudgedTraffic } from '../../ledger/judged.ts';
import { chooseTarget, type ChosenThreshold } from './choose-target.ts';

export interface TargetsDeps {
  settings: Settings;
  clock: Clock;
  /** Newest traffic of an app. */
  judged: (app: string) => JudgedTraffic;
  /** Hears why traffic could not be read; then what was chosen before holds. */
  trouble: (error: unknown) => void;
}

export interface Targets {
  /** From which confidence on a local answer of this app is served. Quick: asked for every request. */
  threshold(app: string): ChosenThreshold;
  /** Something was judged: look again soon. */
  changed(app: string): void;
}

/** A choice is looked at again after so long, and sooner when something was judged: reading 5,000 rows takes some 50 ms. */
const [AGAIN_MS, JUDGED_AGAIN_MS] = [60_000, 1000];

/** Thresholds of apps: a setting, or what their judged traffic says of their target. */
export function createTargets({ settings, clock, judged, trouble }: TargetsDeps): Targets {
  const chosen = new Map<string, { at: number; choice: ChosenThreshold; stale: boolean }>();
  return {
    threshold(app) {
      const own = settings.apps[app];
      const setting = own?.threshold ?? settings.router.threshold;
      if (own?.qualityFloor === undefined && own?.localShare === undefined) return { threshold: setting };
      const known = chosen.get(app);
      const age = known ? clock.monotonic() - known.at : Number.POSITIVE_INFINITY;
      if (known && age < (known.stale ? JUDGED_AGAIN_MS : AGAIN_MS)) return known.choice;
      let choice = known?.choice;
      try {
        choice = chooseTarget(setting, own, judged(app));
      } catch (error) {
        trouble(NearmostError.from(error));
        choice ??= chooseTarget(setting, own, { traffic: [], judged: [] });
      }
      chosen.set(app, { at: clock.monotonic(), choice, stale: false });
      return choice;
    },
    changed(app) {
      const known = chosen.get(app);
      if (known) known.stale = true;
    },
  };
}
