import type { ModelEntry } from '../../contract/index.ts';

/** A name as Ollama's users know it: ours without `local/`, with the tag that Ollama shows. */
export const shownName = (id: string): string => `${id.replace(/^local\//, '')}:latest`;

/**
 * Our name of a model that an Ollama client names: with and without tag, as it was called in Ollama before it was imported,
 * or with the tag as part of our id (`llama3.2:1b` -> `local/llama3.2-1b`). What fits nothing is passed on without
 * `:latest`, for the runtime to judge.
 */
export function modelOf(name: string, models: readonly ModelEntry[]): string {
  const bare = name.replace(/:latest$/, '');
  const exact = new Set([name, bare].flatMap((one) => [one, `local/${one}`]));
  const imported = new Set([`ollama:${name}`, `ollama:${bare}:latest`]);
  const dashed = `local/${bare.toLowerCase().replaceAll(/[:/]/g, '-')}`;
  const found =
    models.find(({ id }) => exact.has(id)) ??
    models.find(({ record }) => record !== undefined && imported.has(record.source)) ??
    models.find(({ id }) => id === dashed);
  return found?.id ?? bare;
}
