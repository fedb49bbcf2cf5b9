/** What a row adds to the sums. */
export interface SummedRow {
  place: string;
  status: string;
  inputTokens: number;
  outputTokens: number;
  costUsd: number | null;
  counterfactualUsd: number | null;
  egressBytes: number;
}

/** Sums over a group of rows. */
export interface Sums {
  requests: number;
  /** Requests that the learning loop made itself; in none of the counts of answers. */
  ownRequests: number;
  /** Answered with status ok. */
  answered: number;
  answeredLocally: number;
  errors: number;
  cancelled: number;
  inputTokens: number;
  outputTokens: number;
  /** Tokens, in and out, of answers. */
  answeredTokens: number;
  /** Those of answers from the device. */
  localTokens: number;
  costUsd: number;
  /** Cloud answers whose price is unknown. */
  unpriced: number;
  /** What local answers would have cost with the owner's cloud model. */
  counterfactualUsd: number;
  /** Local answers for which that is known. */
  counterfactualKnown: number;
  egressBytes: number;
}

/** Sums of one app or one model. */
export type NamedSums = Sums & { name: string };

/** Groups that are told apart; what comes later is summed up as `other`, so that no caller can fill the memory. */
const GROUPS = 1000;

export function emptySums(): Sums {
  return {
    requests: 0,
    ownRequests: 0,
    answered: 0,
    answeredLocally: 0,
    errors: 0,
    cancelled: 0,
    inputTokens: 0,
    outputTokens: 0,
    answeredTokens: 0,
    localTokens: 0,
    costUsd: 0,
    unpriced: 0,
    counterfactualUsd: 0,
    counterfactualKnown: 0,
    egressBytes: 0,
  };
}

/** Adds a request that the learning loop made itself: what it cost, and nothing else. */
export function addOwnRow(sums: Sums, row: SummedRow): void {
  sums.ownRequests += 1;
  sums.costUsd += row.costUsd ?? 0;
  sums.egressBytes += row.egressBytes;
  if (row.status === 'ok' && row.place !== 'local' && row.costUsd === null) sums.unpriced += 1;
}

/** Adds a row, in place: a report adds up a million of them. */
export function addRow(sums: Sums, row: SummedRow): void {
  sums.requests += 1;
  sums.inputTokens += row.inputTokens;
  sums.outputTokens += row.outputTokens;
  sums.costUsd += row.costUsd ?? 0;
  sums.egressBytes += row.egressBytes;
  if (row.status === 'error') sums.errors += 1;
  if (row.status === 'cancelled') sums.cancelled += 1;
  if (row.status !== 'ok') return;
  const tokens = row.inputTokens + row.outputTokens;
  sums.answered += 1;
  sums.answeredTokens += tokens;
  if (row.place !== 'local') {
    if (row.costUsd === null) sums.unpriced += 1;
    return;
  }
  sums.answeredLocally += 1;
  sums.localTokens += tokens;
  if (row.counterfactualUsd === null) return;
  sums.counterfactualUsd += row.counterfactualUsd;
  sums.counterfactualKnown += 1;
}

/** Sums by name, biggest group first. */
export interface Groups {
  add(name: string, row: SummedRow): void;
  list(): NamedSums[];
}

export function createGroups(): Groups {
  const groups = new Map<string, NamedSums>();
  const get = (name: string): NamedSums => {
    const found = groups.get(name);
    if (found !== undefined) return found;
    if (groups.size >= GROUPS && name !== 'other') return get('other');
    const made = { name, ...emptySums() };
    groups.set(name, made);
    return made;
  };
  return {
    add: (name, row) => addRow(get(name), row),
    list: () =>
      [...groups.values()].toSorted((a, b) => b.requests - a.requests || (a.name < b.name ? -1 : 1)),
  };
}

/** Milliseconds; null where nothing was measured. */
export interface Percentiles {
  n: number;
  p50: number | null;
  p95: number | null;
}

/** Nearest-rank percentiles: values that were seen. */
export function percentiles(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number | null =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  return { n: sorted.length, p50: at(0.5), p95: at(0.95) };
}
