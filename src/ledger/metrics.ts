import type { LedgerEntry } from '../contract/index.ts';
import { isMixture } from './row.ts';
import { counter, gauge, histogram, type Labels } from './prometheus.ts';

/** What the runtime knows at the moment of the scrape. */
interface MetricsNow {
  /** Requests being answered on this device. */
  running: number;
  /** Requests that wait for a turn. */
  waiting: number;
  loadedModels: number;
  /** Bytes in memory of all models; undefined where it cannot be read. */
  residentBytes?: number;
}

export interface Metrics {
  /** Counts a finished request. */
  observe(entry: LedgerEntry): void;
  /** Prometheus text, version 0.0.4. */
  render(now: MetricsNow): string;
}

/** Seconds. */
const TTFT = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const DURATION = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** Counts requests since the process began, for Prometheus. Memory is bounded: see `MAX_SERIES` of `prometheus.ts`. */
export function createMetrics(): Metrics {
  const requests = counter('nearmost_requests_total', 'Requests by place, model and status.');
  const tokens = counter('nearmost_tokens_total', 'Tokens by place, model and direction.');
  const cost = counter(
    'nearmost_cost_usd_total',
    'US dollars by model, list prices; answers without a price are not in it.',
  );
  const saved = counter(
    'nearmost_counterfactual_usd_total',
    'US dollars that local answers would have cost.',
  );
  const egress = counter('nearmost_egress_bytes_total', 'Bytes of request content that left this device.');
  const handedOver = counter(
    'nearmost_hand_overs_total',
    'Requests that moved on from their first try, by its outcome.',
  );
  const bridged = counter(
    'nearmost_bridged_total',
    'Requests answered elsewhere because their model was being loaded, by place.',
  );
  const ttft = histogram('nearmost_time_to_first_token_seconds', 'Seconds to the first token.', TTFT);
  const duration = histogram(
    'nearmost_request_duration_seconds',
    'Seconds from request to end of answer.',
    DURATION,
  );

  return {
    observe(entry) {
      const { place, model, status } = entry;
      const where: Labels = { place, model };
      requests.add({ place, model, status }, 1);
      tokens.add({ ...where, direction: 'input' }, entry.inputTokens ?? 0);
      tokens.add({ ...where, direction: 'output' }, entry.outputTokens ?? 0);
      if (entry.costUsd !== null) cost.add({ model }, entry.costUsd);
      if (place === 'local' && status === 'ok') saved.add({}, entry.counterfactualUsd ?? 0);
      egress.add({}, entry.egressBytes);
      const [first, second] = entry.attempts;
      if (first !== undefined && second !== undefined && !isMixture(entry.attempts))
        handedOver.add({ outcome: first.outcome }, 1);
      const away = entry.attempts.filter(({ outcome }) => outcome === 'bridged');
      if (status === 'ok' && away.length > 0 && away.every((attempt) => attempt.model !== model))
        bridged.add({ place }, 1);
      if (entry.ttftMs !== null) ttft.observe(where, entry.ttftMs / 1000);
      duration.observe(where, entry.durationMs / 1000);
    },
    render({ running, waiting, loadedModels, residentBytes }) {
      const resident =
        residentBytes === undefined
          ? ''
          : gauge('nearmost_resident_bytes', 'Bytes in memory of all models.', residentBytes);
      return [
        ...[requests, tokens, cost, saved, egress, handedOver, bridged, ttft, duration].map((metric) =>
          metric.render(),
        ),
        gauge('nearmost_loaded_models', 'Models in memory.', loadedModels),
        resident,
        gauge('vllm:num_requests_running', 'Requests being answered on this device.', running),
        gauge('vllm:num_requests_waiting', 'Requests that wait for a turn.', waiting),
      ].join('');
    },
  };
}
