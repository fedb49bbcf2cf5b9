/** How the loop of a skill decides. Shares are 0 to 1. */
export interface LoopPolicy {
  /** Lowest accepted agreement with the teacher. */
  readonly floor: number;
  /** Chance that the gate accepts too much. */
  readonly delta: number;
  /** Answers on which agreement will be judged, or as many as there are examples if that is less: their sampling error is allowed for. */
  readonly window: number;
  /** Of the served answers, checked at random. Only these count in the honest estimate. */
  readonly shadowShare: number;
  /** Of the served answers, checked because they are uncertain, new or suspicious: at most this share. */
  readonly chosenShare: number;
  /** Served answers of a newly shipped student that are checked more often. */
  readonly canary: number;
  /** Examples before the first training. */
  readonly minExamples: number;
  /** A memo or probe is trained again when its examples grew by this share, an extractor by twice and an adapter by three times that. */
  readonly growth: number;
  /** Labelled answers that the watch must at least take, on average, to raise a false alarm. */
  readonly falseAlarm: number;
  /** A student that would answer less than this share of the traffic is not shipped. */
  readonly leastCoverage: number;
}

export const DEFAULT_POLICY: LoopPolicy = {
  floor: 0.95,
  delta: 0.05,
  window: 3000,
  shadowShare: 0.02,
  chosenShare: 0.15,
  canary: 200,
  minExamples: 60,
  growth: 0.2,
  falseAlarm: 2000,
  leastCoverage: 0.02,
};
