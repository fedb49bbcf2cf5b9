import type { LedgerEntry } from '../../contract/index.ts';

/** A ledger row for tests of what is shown. */
export function entryOf(change: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    requestId: 'nm-01k5',
    place: 'local',
    model: 'local/house',
    reason: 'the nearest model is sure enough (0.93 of 0.70)',
    confidence: 0.93,
    threshold: 0.7,
    calibrated: true,
    label: 'personal',
    costUsd: 0,
    attempts: [
      {
        place: 'local',
        model: 'local/house',
        outcome: 'answered',
        detail: 'confidence 0.93 is at least 0.70',
        confidence: 0.93,
        durationMs: 41,
      },
    ],
    rejected: [
      {
        place: 'cloud',
        model: 'openai/gpt-4o-mini',
        reason: 'label personal: the content stays on this device',
      },
    ],
    at: new Date(2026, 10, 21, 12, 0, 0).getTime(),
    app: 'default',
    task: 'chat',
    requestedModel: 'auto',
    status: 'ok',
    error: null,
    inputTokens: 34,
    cachedInputTokens: null,
    outputTokens: 12,
    ttftMs: 18,
    durationMs: 41,
    counterfactualUsd: 0.0000123,
    egressBytes: 0,
    ...change,
  };
}
