import type { Clock } from '../kit/clock.ts';

/** Half of what an app used is forgotten after so many seconds. */
const HALF_LIFE = 600;
/** Apps that used less than this are not kept. */
const LEAST = 0.01;

/** Seconds of model time that each app used lately. */
export interface AppSeconds {
  add(app: string, seconds: number): void;
  all(): Record<string, number>;
}

export function createAppSeconds(clock: Pick<Clock, 'monotonic'>): AppSeconds {
  const apps = new Map<string, { seconds: number; at: number }>();
  const now = ({ seconds, at }: { seconds: number; at: number }): number =>
    seconds * 0.5 ** ((clock.monotonic() - at) / 1000 / HALF_LIFE);
  return {
    add(app, seconds) {
      const before = apps.get(app);
      apps.set(app, { seconds: (before ? now(before) : 0) + seconds, at: clock.monotonic() });
    },
    all() {
      for (const [app, used] of apps) if (now(used) < LEAST) apps.delete(app);
      return Object.fromEntries([...apps].map(([app, used]) => [app, now(used)]));
    },
  };
}
