import type { NearmostError } from '../../contract/index.ts';

/** An error as Ollama's clients read it: one text, which begins as Ollama's own where it has words for it. */
export function ollamaError(error: NearmostError): { error: string; code: string } {
  const quoted = error.code === 'unknown_model' ? /"([^"]*)"/.exec(error.message)?.[1] : undefined;
  const began = quoted === undefined ? '' : `model '${quoted}' not found. `;
  return { error: `${began}${error.message} ${error.hint}`, code: error.code };
}
