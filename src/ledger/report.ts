import type { Figure } from '../contract/index.ts';
import type { Aggregates } from './aggregate.ts';
import { costFigure, savedFigure, type PriceNote } from './money.ts';
import type { NamedSums, Percentiles } from './sums.ts';

/** Figures of one app or one model. */
export interface ReportGroup {
  name: string;
  requests: Figure;
  /** Answers from this device / all answers, 0 to 1. */
  localShare: Figure;
  costUsd: Figure;
  inputTokens: Figure;
  outputTokens: Figure;
}

/** What an owner wants to know of a time. Money in US dollars, times in milliseconds, shares 0 to 1. */
export interface Report {
  requests: Figure;
  /** Requests that the learning loop made itself (shadows, growing, judging): in the costs, not in the shares. */
  ownRequests: Figure;
  answered: Figure;
  errors: Figure;
  cancelled: Figure;
  localShare: Figure;
  /** The same by tokens, in and out. */
  localShareOfTokens: Figure;
  inputTokens: Figure;
  outputTokens: Figure;
  costUsd: Figure;
  /** What the answers from this device would have cost with the owner's cloud model. */
  savedUsd: Figure;
  /** Bytes of request content that left this device. */
  egressBytes: Figure;
  ttftMs: { local: Spread; cloud: Spread };
  durationMs: { local: Spread; cloud: Spread };
  /** Reason -> requests that moved on from their first try. */
  handedOver: Record<string, number>;
  /** Error code -> requests. */
  errorsByCode: Record<string, number>;
  apps: ReportGroup[];
  models: ReportGroup[];
}

interface Spread {
  p50: Figure;
  p95: Figure;
}

const measured = (value: number): Figure => ({ value, method: 'measured' });
const unavailable = (note: string): Figure => ({ value: null, method: 'unavailable', note });

/** Part of a whole; of nothing there is no share. */
function share(part: number, whole: number, nothing: string): Figure {
  return whole === 0 ? unavailable(nothing) : measured(part / whole);
}

function spread({ p50, p95, n }: Percentiles): Spread {
  const figure = (value: number | null): Figure =>
    value === null ? unavailable('no answers') : { ...measured(value), note: `${n} answers` };
  return { p50: figure(p50), p95: figure(p95) };
}

function group(sums: NamedSums, prices: PriceNote): ReportGroup {
  return {
    name: sums.name,
    requests: measured(sums.requests),
    localShare: share(sums.answeredLocally, sums.answered, 'no answers'),
    costUsd: costFigure(sums, prices),
    inputTokens: measured(sums.inputTokens),
    outputTokens: measured(sums.outputTokens),
  };
}

/** Turns sums into figures, each with its method. Pure. */
export function makeReport(aggregates: Aggregates, prices: PriceNote): Report {
  const { all } = aggregates;
  return {
    requests: measured(all.requests),
    ownRequests: measured(all.ownRequests),
    answered: measured(all.answered),
    errors: measured(all.errors),
    cancelled: measured(all.cancelled),
    localShare: share(all.answeredLocally, all.answered, 'no answers'),
    localShareOfTokens: share(all.localTokens, all.answeredTokens, 'no tokens'),
    inputTokens: measured(all.inputTokens),
    outputTokens: measured(all.outputTokens),
    costUsd: costFigure(all, prices),
    savedUsd: savedFigure(all, prices),
    egressBytes: measured(all.egressBytes),
    ttftMs: { local: spread(aggregates.ttft.local), cloud: spread(aggregates.ttft.cloud) },
    durationMs: { local: spread(aggregates.duration.local), cloud: spread(aggregates.duration.cloud) },
    handedOver: aggregates.handedOver,
    errorsByCode: aggregates.errors,
    apps: aggregates.apps.map((sums) => group(sums, prices)),
    models: aggregates.models.map((sums) => group(sums, prices)),
  };
}
