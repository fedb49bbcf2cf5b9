import type { SkillStage, StudentKind } from '../../contract/index.ts';
import { NO_ALARM, type WatchState } from './watch.ts';

/** A labelled request, as a student answered it that had not learned from it: example, confidence, agreement. */
export type Entry = readonly [example: number, confidence: number, score: number];

/** Chance of a mistake from a confidence on, lowest first. */
export type Expected = readonly (readonly [from: number, rate: number])[];

export interface KindState {
  /** Version that answers for evidence; null: none was trained. */
  readonly latest: number | null;
  /** Examples at which it is trained next. */
  readonly nextAt: number;
  readonly evidence: readonly Entry[];
  /** Requests by confidence, fading. */
  readonly traffic: readonly number[];
  /** Why there is none, or why it does not serve. */
  readonly why: string | null;
}

export interface Service {
  readonly version: number;
  readonly threshold: number;
}

/** What the loop of a skill knows besides its examples and students. */
export interface LoopState {
  readonly format: 1;
  readonly stage: SkillStage;
  readonly requests: number;
  readonly served: number;
  /** Shadows of the last served answers that were chosen, fading. */
  readonly chosen: number;
  /** Examples since the last change of meaning. */
  readonly kept: number;
  /** Examples up to this number are from before a change and set aside. */
  readonly aside: number;
  /** Examples at which thresholds are chosen again. */
  readonly gateAt: number;
  readonly kinds: Readonly<Partial<Record<StudentKind, KindState>>>;
  /** Answers repeats, before the main student is asked. */
  readonly memo: Service | null;
  readonly main: Service | null;
  /** Kind whose answers are watched: the main student's, or the best there is. */
  readonly reference: StudentKind | null;
  readonly expected: Expected;
  /** Served answers until a new student is no canary any more. */
  readonly canary: number;
  readonly watch: WatchState;
  /** What the watch found, and with how many examples, until it is looked into. */
  readonly alarm: { readonly found: 'change' | 'floor'; readonly kept: number } | null;
  /** Versions that were rolled back: they are not shipped again by themselves. */
  readonly rolledBack: readonly number[];
  /** Agreement of the last random shadows. */
  readonly shadows: readonly number[];
}

export const STEPS = 100;

export const newKind = (nextAt: number): KindState => ({
  latest: null,
  nextAt,
  evidence: [],
  traffic: Array.from({ length: STEPS }, () => 0),
  why: null,
});

export const newState = (): LoopState => ({
  format: 1,
  stage: 'collecting',
  requests: 0,
  served: 0,
  chosen: 0,
  kept: 0,
  aside: 0,
  gateAt: 0,
  kinds: {},
  memo: null,
  main: null,
  reference: null,
  expected: [],
  canary: 0,
  watch: NO_ALARM,
  alarm: null,
  rolledBack: [],
  shadows: [],
});

const SHAPE = newState();

/** A state that was saved; undefined when it is of another format or damaged. */
export function readState(saved: unknown): LoopState | undefined {
  if (typeof saved !== 'object' || saved === null) return undefined;
  const found = saved as Record<string, unknown>;
  const fits = Object.entries(SHAPE).every(
    ([key, value]) =>
      key in found &&
      (value === null ||
        (typeof value === typeof found[key] && Array.isArray(value) === Array.isArray(found[key]))),
  );
  return fits && found['format'] === SHAPE.format ? (found as unknown as LoopState) : undefined;
}
