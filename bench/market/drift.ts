import { seeded } from '../residency/seeded.ts';

/** What one provider is like at a moment. */
export interface Truth {
  model: string;
  /** US dollars for a million tokens. */
  inputUsd: number;
  outputUsd: number;
  /** Median milliseconds to the first part. */
  firstMs: number;
  /** Milliseconds a token. */
  tokenMs: number;
  /** Share of calls that fail at once. */
  fails: number;
  /** It takes requests and never answers. */
  hangs: boolean;
}

/** From `at` on (seconds since the start) this is different. */
interface Change {
  at: number;
  model: string;
  to: Partial<Omit<Truth, 'model'>>;
}

export interface Drift {
  name: string;
  seconds: number;
  providers: Truth[];
  /** In order of time. */
  changes: Change[];
}

const provider = (model: string, usd: number, firstMs: number, tokenMs: number): Truth => ({
  model,
  inputUsd: usd / 4,
  outputUsd: usd,
  firstMs,
  tokenMs,
  fails: 0.005,
  hangs: false,
});

const HOUR = 3600;

/**
 * A day of four providers that serve the same model: a price cut and a rise, slow hours, outages that hang or refuse, one
 * that flaps. Times and sizes are drawn from the seed.
 */
export function drawnDrift(seed: number, hours = 12): Drift {
  const random = seeded(seed);
  const between = (low: number, high: number): number => low + random() * (high - low);
  const providers = ['one/m', 'two/m', 'three/m', 'four/m'].map((model) => {
    const slowness = between(0.6, 1.6);
    return provider(model, between(0.85, 1.2), 500 * slowness, 10 * slowness);
  });
  const changes: Change[] = [];
  const pick = (): Truth => providers[Math.floor(random() * providers.length)] as Truth;
  const during = (
    model: string,
    from: number,
    seconds: number,
    to: Change['to'],
    back: Change['to'],
  ): void => {
    changes.push({ at: from, model, to }, { at: from + seconds, model, to: back });
  };
  const moment = (): number => between(0.2, hours - 1.5) * HOUR;
  for (let i = 0; i < hours / 3; i += 1) {
    const { model, outputUsd } = pick();
    const factor = random() < 0.5 ? 0.5 : 1.8;
    changes.push({
      at: moment(),
      model,
      to: { outputUsd: outputUsd * factor, inputUsd: (outputUsd * factor) / 4 },
    });
  }
  for (let i = 0; i < hours / 3; i += 1) {
    const { model, firstMs, tokenMs } = pick();
    const factor = between(2, 6);
    during(
      model,
      moment(),
      between(0.2, 1.5) * HOUR,
      { firstMs: firstMs * factor, tokenMs: tokenMs * factor },
      { firstMs, tokenMs },
    );
  }
  for (let i = 0; i < hours / 4; i += 1) {
    const hangs = random() < 0.5;
    during(pick().model, moment(), between(120, 1800), hangs ? { hangs } : { fails: 1 }, {
      hangs: false,
      fails: 0.005,
    });
  }
  const flapper = pick().model;
  const from = moment();
  for (let i = 0; i < 20; i += 1) during(flapper, from + i * 120, 60, { fails: 1 }, { fails: 0.005 });
  changes.sort((a, b) => a.at - b.at);
  return { name: `seed ${seed}`, seconds: hours * HOUR, providers, changes };
}
