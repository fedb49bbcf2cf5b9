import type { Sampling } from '../../contract/index.ts';
import type { SamplerConfig } from './native.ts';

/** Sampling settings of a model file (`general.sampling.*`), where it has them. */
export interface ModelSampling {
  temperature?: number;
  topK?: number;
  topP?: number;
  minP?: number;
}

const UNREPEATABLE = 0xffffffff;

/** A number of 32 bits from any seed; -1 would mean "random" to llama.cpp. */
export function wireSeed(seed: number, choice: number, attempt = 0): number {
  const mixed = (Math.trunc(seed) + Math.imul(choice, 0x9e3779b1) + Math.imul(attempt, 0x85ebca6b)) >>> 0;
  return mixed === UNREPEATABLE ? 0 : mixed;
}

/**
 * Settings for one choice. Absent fields: the model's own, else temperature 0.8, top-k 40, top-p 0.95, min-p 0.05;
 * models that do one job are greedy.
 */
export function samplerConfig(
  request: Sampling,
  model: ModelSampling & { oneJob: boolean },
  seed: number,
  most: number,
): SamplerConfig {
  const temperature = request.temperature ?? (model.oneJob ? 0 : (model.temperature ?? 0.8));
  const presence = request.presencePenalty ?? 0;
  const frequency = request.frequencyPenalty ?? 0;
  return {
    temperature,
    topK: request.topK ?? model.topK ?? 40,
    topP: request.topP ?? model.topP ?? 0.95,
    minP: request.minP ?? model.minP ?? 0.05,
    seed,
    ...(presence === 0 && frequency === 0
      ? {}
      : {
          repeatPenaltyTokens: new Uint32Array(),
          repeatPenaltyMaxTokens: most,
          repeatPenaltyPresencePenalty: presence,
          repeatPenaltyFrequencyPenalty: frequency,
        }),
  };
}

/** True when a token is chosen by its raw logit alone. */
export const isPlainGreedy = (config: SamplerConfig): boolean =>
  config.temperature <= 0 &&
  config.repeatPenaltyTokens === undefined &&
  config.grammarEvaluationState === undefined;

/** Reads `general.sampling.*` of a model file. */
export function modelSampling(general: Record<string, unknown> | undefined): ModelSampling {
  const sampling = (general?.['sampling'] ?? {}) as Record<string, unknown>;
  const read = (key: string): number | undefined =>
    typeof sampling[key] === 'number' && Number.isFinite(sampling[key]) ? sampling[key] : undefined;
  const [temperature, topK, topP, minP] = [read('temp'), read('top_k'), read('top_p'), read('min_p')];
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topK === undefined ? {} : { topK }),
    ...(topP === undefined ? {} : { topP }),
    ...(minP === undefined ? {} : { minP }),
  };
}
