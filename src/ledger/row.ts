import type { Attempt, LedgerEntry, Rejection } from '../contract/index.ts';

type Cell = string | number | null;
/** A row of the table `ledger`, by column. */
export type LedgerRow = Record<string, Cell>;

/** Columns in the order in which a row is bound. */
export const COLUMNS = [
  'request_id',
  'at',
  'app',
  'task',
  'requested_model',
  'status',
  'error',
  'place',
  'model',
  'reason',
  'confidence',
  'raw_confidence',
  'threshold',
  'calibrated',
  'label',
  'cost_usd',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'ttft_ms',
  'duration_ms',
  'counterfactual_usd',
  'egress_bytes',
  'handed_over',
  'attempts',
  'rejected',
] as const;

/** A number that SQLite keeps as it is; what is no number counts as unknown. */
const real = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;
const whole = (value: number | null): number | null => {
  const known = real(value);
  return known === null ? null : Math.round(known);
};

/** Whether several models answered together: then more than one try is no moving on. */
export const isMixture = (attempts: readonly Attempt[]): boolean =>
  attempts.some(({ outcome }) => outcome === 'proposed');

/**
 * Why the request moved on from its first try: `low_confidence`, `declined`, `bridged`, `cancelled` or the error's code; null when
 * the first try was the last.
 */
function handedOver(attempts: readonly Attempt[]): string | null {
  const [first, second] = attempts;
  if (first === undefined || second === undefined || isMixture(attempts)) return null;
  return first.outcome === 'failed' ? (first.error ?? 'failed') : first.outcome;
}

/** The values of a row, in the order of `COLUMNS`. Fields are named one by one: nothing else can slip into the file. */
export function toRow(entry: LedgerEntry): Cell[] {
  // what is absent is not written: JSON has no word for it
  const attempts = entry.attempts.map(
    ({
      place,
      model,
      outcome,
      detail,
      error,
      confidence,
      rawConfidence,
      startMs,
      durationMs,
      costUsd,
      tokens,
    }) => ({
      place,
      model,
      outcome,
      detail,
      error,
      confidence,
      rawConfidence,
      startMs,
      durationMs,
      costUsd,
      tokens,
    }),
  );
  const rejected = entry.rejected.map(({ place, model, reason }) => ({ place, model, reason }));
  return [
    entry.requestId,
    Math.round(entry.at),
    entry.app,
    entry.task,
    entry.requestedModel,
    entry.status,
    entry.error,
    entry.place,
    entry.model,
    entry.reason,
    real(entry.confidence),
    real(entry.rawConfidence ?? null),
    real(entry.threshold),
    entry.calibrated ? 1 : 0,
    entry.label,
    real(entry.costUsd),
    whole(entry.inputTokens),
    whole(entry.cachedInputTokens),
    whole(entry.outputTokens),
    real(entry.ttftMs),
    real(entry.durationMs) ?? 0,
    real(entry.counterfactualUsd),
    whole(entry.egressBytes) ?? 0,
    handedOver(entry.attempts),
    JSON.stringify(attempts),
    JSON.stringify(rejected),
  ];
}

/** The entry of a row. */
export function fromRow(row: LedgerRow): LedgerEntry {
  const text = (name: string): string => row[name] as string;
  const number = (name: string): number | null => row[name] as number | null;
  const raw = number('raw_confidence');
  return {
    requestId: text('request_id'),
    at: number('at') as number,
    app: text('app'),
    task: text('task') as LedgerEntry['task'],
    requestedModel: text('requested_model'),
    status: text('status') as LedgerEntry['status'],
    error: row['error'] as LedgerEntry['error'],
    place: text('place') as LedgerEntry['place'],
    model: text('model'),
    reason: text('reason'),
    confidence: number('confidence'),
    ...(raw === null ? {} : { rawConfidence: raw }),
    threshold: number('threshold'),
    calibrated: number('calibrated') === 1,
    label: text('label') as LedgerEntry['label'],
    costUsd: number('cost_usd'),
    inputTokens: number('input_tokens'),
    cachedInputTokens: number('cached_input_tokens'),
    outputTokens: number('output_tokens'),
    ttftMs: number('ttft_ms'),
    durationMs: number('duration_ms') as number,
    counterfactualUsd: number('counterfactual_usd'),
    egressBytes: number('egress_bytes') as number,
    attempts: JSON.parse(text('attempts')) as Attempt[],
    rejected: JSON.parse(text('rejected')) as Rejection[],
  };
}
