import type { NearmostError } from '../../contract/index.ts';

/** An error as OpenAI's clients read it: what happened, why, and the next step. */
export function openaiError(error: NearmostError): {
  error: { message: string; type: string; param: string | null; code: string };
} {
  return {
    error: {
      message: `${error.message} ${error.hint}`,
      type: error.type,
      param: error.param ?? null,
      code: error.code,
    },
  };
}
