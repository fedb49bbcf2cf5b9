import type { ChatRequest, Settings } from '../../contract/index.ts';

/** The app that probes run under: their rows, and the budget that bounds them. */
export const PROBE_APP = 'nearmost-probe';

const EVERY_MS = 3_600_000;

/** The same question each time: public, short, with one right answer. */
export const probeRequest = (model: string): ChatRequest => ({
  model,
  messages: [{ role: 'user', content: 'Write the first eight prime numbers, separated by commas.' }],
  temperature: 0,
  maxTokens: 64,
});

/** The settings with the money for probes as a cap of their app: it is as hard as any. */
export function withProbeBudget<S extends Pick<Settings, 'apps' | 'router'>>(settings: S): S {
  return Object.create(settings, {
    apps: {
      get: () => {
        const { probeUsd } = settings.router;
        return probeUsd === 0
          ? settings.apps
          : { ...settings.apps, [PROBE_APP]: { budget: { dayUsd: probeUsd } } };
      },
    },
  }) as S;
}

/** Which model is asked twice next. */
export interface Probes {
  /** A model that was not probed for an hour; undefined: none, or one is under way. */
  next(models: readonly string[]): string | undefined;
  /** The probe under way has ended. */
  ended(): void;
}

export function createProbes(clock: { monotonic(): number }): Probes {
  const last = new Map<string, number>();
  let busy = false;
  return {
    next(models) {
      const now = clock.monotonic();
      if (busy) return undefined;
      const model = models.find((one) => now - (last.get(one) ?? Number.NEGATIVE_INFINITY) >= EVERY_MS);
      if (model === undefined) return undefined;
      last.set(model, now);
      busy = true;
      return model;
    },
    ended: () => void (busy = false),
  };
}
