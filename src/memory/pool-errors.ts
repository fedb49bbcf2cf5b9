import { NearmostError } from '../contract/index.ts';

const gb = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`;

/** Why a model can never be loaded, as a word on a candidate. */
export const beyondBudget = (needBytes: number, budgetBytes: number): string =>
  `it needs ${gb(needBytes)}, and all models together may hold ${gb(budgetBytes)} (memory.budget)`;

export function tooBig(
  id: string,
  needBytes: number,
  { budgetBytes, pinned = [] }: { budgetBytes: number; pinned?: readonly string[] },
): NearmostError {
  const some = pinned.length > 0 ? ', some of it pinned' : '';
  return new NearmostError(
    'model_too_big',
    `Model "${id}" needs ${gb(needBytes)}; all models together may hold ${gb(budgetBytes)}${some}.`,
    { hint: 'Choose a smaller variant, or raise the budget: nearmost config set memory.budget <bytes or %>' },
  );
}

/** Other programs hold the memory. */
export function machineFull(id: string, needBytes: number, freeBytes: number): NearmostError {
  return new NearmostError(
    'overloaded',
    `Model "${id}" needs ${gb(needBytes)}, and this machine has ${gb(freeBytes)} free: other programs hold the rest.`,
    {
      retryAfter: 30,
      hint: 'Close other programs, choose a smaller variant, or a shorter context: nearmost config set local.contextSize <tokens>',
    },
  );
}

export function waitedTooLong(id: string | undefined, minutes: number): NearmostError {
  return new NearmostError(
    'overloaded',
    `Other models kept the memory for ${minutes} minutes while "${id}" was asked for.`,
    { retryAfter: 60 },
  );
}

/** It keeps dying. */
export function resting(id: string, deaths: number, restMs: number): NearmostError {
  return new NearmostError(
    'engine_crashed',
    `Model "${id}" died ${deaths} times in the last minutes; it rests before the next load.`,
    { retryAfter: Math.ceil(restMs / 1000), hint: 'See the cause: nearmost doctor' },
  );
}
