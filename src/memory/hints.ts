import type { ModelRecord } from '../contract/index.ts';

/** What apps declared that they will ask next. Times are milliseconds of a clock that never goes back. */
export interface Hints {
  /** The same model of the same app again: the newest counts. */
  add(hint: { record: ModelRecord; app: string; dueAt: number }, now: number): void;
  /** It came true. */
  asked(app: string, model: string): void;
  /** Its load began: it is offered no more, so that two hints never unload each other's model. */
  begun(model: string): void;
  /** Its load failed. */
  drop(model: string): void;
  /** Models that may be loaded now, with the probability that they are asked soon. */
  open(now: number): { record: ModelRecord; chance: number }[];
  /** Uses a second to be expected of a model beside what is usual. */
  usesPerSecond(model: string, now: number): number;
  /** The next time at which a hint opens; Infinity: none. */
  nextAt(now: number): number;
}

interface Declared {
  record: ModelRecord;
  app: string;
  opensAt: number;
  endsAt: number;
  begun: boolean;
}

/** How often a declaration is taken to be right. */
const RIGHT = 0.9;
/** Seconds within which a declared request is expected. */
const WITHIN_SECONDS = 20;
/** A declaration that did not come true so long after its time is forgotten. */
const KEPT_MS = 300_000;
/** More are not kept; the oldest goes. An app in error must not fill the memory. */
const MOST = 256;

/** @param loadSeconds of a model, so that what is due later is begun in time and not earlier */
export function createHints(loadSeconds: (record: ModelRecord) => number): Hints {
  const hints = new Map<string, Declared>();
  const remove = (which: (hint: Declared) => boolean): void => {
    for (const [key, hint] of hints) if (which(hint)) hints.delete(key);
  };
  return {
    add({ record, app, dueAt }, now) {
      remove(({ endsAt }) => endsAt <= now);
      const key = `${app}\n${record.id}`;
      hints.delete(key);
      const opensAt = dueAt - (loadSeconds(record) + WITHIN_SECONDS) * 1000;
      hints.set(key, { record, app, opensAt, endsAt: dueAt + KEPT_MS, begun: false });
      for (const oldest of hints.keys()) {
        if (hints.size <= MOST) break;
        hints.delete(oldest);
      }
    },
    asked: (app, model) => void hints.delete(`${app}\n${model}`),
    begun(model) {
      for (const hint of hints.values()) if (hint.record.id === model) hint.begun = true;
    },
    drop: (model) => remove(({ record }) => record.id === model),
    open: (now) =>
      [...hints.values()]
        .filter(({ begun, opensAt, endsAt }) => !begun && opensAt <= now && now < endsAt)
        .map(({ record }) => ({ record, chance: RIGHT })),
    usesPerSecond: (model, now) =>
      [...hints.values()].reduce(
        (sum, { record, opensAt, endsAt }) =>
          sum + (record.id === model && opensAt <= now && now < endsAt ? RIGHT / WITHIN_SECONDS : 0),
        0,
      ),
    nextAt: (now) =>
      Math.min(...[...hints.values()].map(({ opensAt }) => opensAt).filter((at) => at > now), Infinity),
  };
}
