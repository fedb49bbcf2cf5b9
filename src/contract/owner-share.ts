import type { Estimate, Figure } from './figure.ts';

/** How good answers were. Null: nothing was judged. */
export interface Judgement {
  /** Answers from this device that a teacher, asked by chance alone, agreed with: a plain sample. */
  teacher: Estimate | null;
  /** The same of answers chosen for a check because they were doubtful: worse than all of them together. */
  checked: Estimate | null;
  /** What people and apps said of answers from this device; who speaks is their choice. */
  people: Estimate | null;
  /** What they said of answers from elsewhere. */
  peopleOfCloud: Estimate | null;
}

/** What was answered where, how well, for how much and how quickly. Money in US dollars, times in milliseconds. */
export interface ShareFigures extends Judgement {
  requests: number;
  answers: number;
  /** Answers from this device of all answers. */
  localShare: Estimate | null;
  costUsd: Figure;
  /** What the same answers would have cost with the cloud alone: those from here with the owner's cloud model. */
  cloudOnlyUsd: Figure;
  /** Until the answers were whole, all of them one after the other. */
  waitedMs: Figure;
  /** The same with the cloud alone. */
  cloudOnlyMs: Figure;
  /** Of request content that left this device. */
  egressBytes: Figure;
}

/** What the owner wants of an app, and what follows from it. */
export interface ShareTarget {
  app: string;
  /** Least share of the answers from this device that must be good, 0 to 1. */
  qualityFloor?: number;
  /** Least share of the requests that must be answered on this device, 0 to 1. */
  localShare?: number;
  /** Answers are served from this confidence on. */
  threshold: number;
  /** What the threshold follows from; empty: it is a setting. */
  why: string;
}

/** Local share, quality, money and time of some days. Days are those of this device's clock and time zone. */
export interface ShareReport {
  /** The clock of the server. Milliseconds since 1970. */
  now: number;
  days: number;
  /** One app; null: all. */
  app: string | null;
  /** When the oldest request of the ledger came, whatever the days; null: there is none. */
  firstAt: number | null;
  /** Apps that asked something in these days, most requests first. */
  seen: string[];
  /** Model of the counterfactual, and the list that prices are from. */
  counterfactual: string;
  prices: { source: string; date: string };
  /** How the intervals were made. */
  interval: string;
  all: ShareFigures;
  /** Every day, oldest first, also those without a request. */
  byDay: (ShareFigures & { day: string })[];
  byApp: (ShareFigures & { app: string })[];
  /** Of all apps, or of the one. */
  targets: ShareTarget[];
}

/** What nearness brings. */
export interface OwnerShare {
  /**
   * @param query.days today and so many days before it, less one; default 30, at most 366
   * @param query.app default: all apps
   */
  report(query?: { days?: number; app?: string }): Promise<ShareReport>;
}
