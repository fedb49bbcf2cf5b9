/** What usually is asked when, learned from what was asked. Times are milliseconds. */
export interface Forecast {
  /** A request came. */
  observe(app: string, model: string, now: number): void;
  /** Expected requests a second for the model in the next minutes. */
  usesPerSecond(model: string, now: number): number;
  /** Models that the app asked next after what it asks now, with their share; nothing before it was seen often. */
  next(app: string): { model: string; chance: number }[];
}

interface Uses {
  lastAt: number;
  /** Smoothed seconds between requests. */
  gap: number;
  /** By hour of the day. */
  hours: number[];
}
interface Follows {
  count: number;
  models: Map<string, number>;
}

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
/** Before a second request is seen, ten minutes between them are assumed. */
const FIRST_GAP = 600;
const LONGEST_GAP = 7200;
const SHORTEST_GAP = 5;
/** Requests of an app further apart do not belong together. */
const SESSION_MS = 600_000;
const LEAST_FOLLOWS = 4;
/** Seconds within which the next request of a session is expected, and in which that expectation fades. */
const NEXT_WITHIN = 20;
const FADES_IN = 60;
/** Apps that are remembered; the one unseen for the longest is forgotten. */
const MOST_APPS = 500;

/**
 * A forecast that is cheap enough for each request: how long ago and how regularly a model was asked, the hour of the
 * day, and what usually follows what in each app. Deterministic.
 */
export function createForecast(): Forecast {
  const models = new Map<string, Uses>();
  const apps = new Map<string, { model: string; at: number; follows: Map<string, Follows> }>();
  let since: number | undefined;

  const hourOf = (now: number): number => Math.floor(now / HOUR_MS) % DAY_HOURS;
  const followsOf = (app: string): Follows | undefined => {
    const last = apps.get(app);
    const seen = last?.follows.get(last.model);
    return seen && seen.count >= LEAST_FOLLOWS ? seen : undefined;
  };

  return {
    observe(app, model, now) {
      since ??= now;
      const uses = models.get(model);
      const hours = uses?.hours ?? Array.from({ length: DAY_HOURS }, () => 0);
      hours[hourOf(now)] = (hours[hourOf(now)] ?? 0) + 1;
      const passed = uses ? Math.min(LONGEST_GAP, (now - uses.lastAt) / 1000) : FIRST_GAP;
      models.set(model, { lastAt: now, gap: uses ? 0.8 * uses.gap + 0.2 * passed : FIRST_GAP, hours });
      const last = apps.get(app);
      const follows = last?.follows ?? new Map<string, Follows>();
      if (last && now - last.at < SESSION_MS) {
        const seen = follows.get(last.model) ?? { count: 0, models: new Map<string, number>() };
        seen.count += 1;
        seen.models.set(model, (seen.models.get(model) ?? 0) + 1);
        follows.set(last.model, seen);
      }
      apps.delete(app);
      apps.set(app, { model, at: now, follows });
      for (const oldest of apps.keys()) {
        if (apps.size <= MOST_APPS) break;
        apps.delete(oldest);
      }
    },
    usesPerSecond(model, now) {
      const uses = models.get(model);
      if (!uses || since === undefined) return 0;
      const gap = Math.max(SHORTEST_GAP, uses.gap);
      const days = Math.floor((now - since) / (DAY_HOURS * HOUR_MS)) + 1;
      let rate = Math.exp(-(now - uses.lastAt) / 1000 / (3 * gap)) / gap;
      rate += (0.5 * (uses.hours[hourOf(now)] ?? 0)) / days / 3600;
      for (const [app, last] of apps) {
        const seen = now - last.at > SESSION_MS ? undefined : followsOf(app);
        const share = seen ? (seen.models.get(model) ?? 0) / seen.count : 0;
        rate += (share / NEXT_WITHIN) * Math.exp(-(now - last.at) / 1000 / FADES_IN);
      }
      return rate;
    },
    next(app) {
      const seen = followsOf(app);
      return [...(seen?.models ?? [])].map(([model, count]) => ({
        model,
        chance: count / (seen?.count ?? 1),
      }));
    },
  };
}
