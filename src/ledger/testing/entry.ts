import type { LedgerEntry } from '../../contract/index.ts';

/** A ledger entry of a request answered on the device; `fields` replace its own. */
export function entry(fields: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    requestId: 'req-1',
    at: 1_000,
    app: 'default',
    task: 'chat',
    requestedModel: 'auto',
    status: 'ok',
    error: null,
    place: 'local',
    model: 'local/house',
    reason: 'the nearest model that can do the job',
    confidence: 0.9,
    threshold: 0.7,
    calibrated: true,
    label: 'personal',
    costUsd: 0,
    inputTokens: 10,
    cachedInputTokens: 4,
    outputTokens: 20,
    ttftMs: 12.5,
    durationMs: 80,
    counterfactualUsd: 0.001,
    egressBytes: 0,
    attempts: [
      {
        place: 'local',
        model: 'local/house',
        outcome: 'answered',
        detail: 'ok',
        confidence: 0.9,
        durationMs: 80,
      },
    ],
    rejected: [{ place: 'cloud', model: 'openai/gpt-4o-mini', reason: 'the label personal stays here' }],
    ...fields,
  };
}

/** An entry of a request that was handed to the cloud for the outcome of its local try. */
export function cloudEntry(fields: Partial<LedgerEntry> = {}): LedgerEntry {
  return entry({
    place: 'cloud',
    model: 'openai/gpt-4o-mini',
    label: 'public',
    confidence: null,
    costUsd: 0.5,
    counterfactualUsd: null,
    egressBytes: 300,
    ttftMs: 400,
    durationMs: 900,
    attempts: [
      {
        place: 'local',
        model: 'local/house',
        outcome: 'low_confidence',
        detail: '0.4',
        confidence: 0.4,
        startMs: 1,
        durationMs: 9,
      },
      {
        place: 'cloud',
        model: 'openai/gpt-4o-mini',
        outcome: 'answered',
        detail: 'ok',
        confidence: null,
        startMs: 10,
        durationMs: 800,
      },
    ],
    rejected: [],
    ...fields,
  });
}
