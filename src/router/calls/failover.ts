import type { ErrorCode, NearmostError } from '../../contract/index.ts';

/** Failures after which the next candidate may be asked: the place failed, not the request. */
const MOVES_ON: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'upstream_rate_limited',
  'upstream_quota',
  'upstream_auth',
  'upstream_unavailable',
  'upstream_bad_answer',
  'timeout',
  'offline',
  'engine_crashed',
  'load_failed',
  'engine_missing',
  'model_too_big',
  'invalid_model_file',
  'overloaded',
  'context_too_long',
  'output_invalid',
  'unsupported',
  'budget_exceeded',
]);

/** Whether another candidate may be asked after this failure. Who does not know the model has not judged the request. */
export function movesOn({ code, param }: Pick<NearmostError, 'code' | 'param'>): boolean {
  return MOVES_ON.has(code) || (code === 'upstream_rejected' && param === 'model');
}
