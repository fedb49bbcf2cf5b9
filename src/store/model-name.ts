/** Letters that an id may hold; everything else becomes `-`. */
const FOREIGN = /[^a-z\d._-]+/g;

/**
 * The id of a model file: its name without ending, in small letters.
 * @example modelId('Qwen3-0.6B-Q4_K_M.gguf') // 'qwen3-0.6b-q4_k_m'
 */
export function modelId(file: string): string {
  const name = file.split(/[/\\]/).at(-1) ?? '';
  const id = name
    .toLowerCase()
    .replace(/\.gguf$/, '')
    .replaceAll(FOREIGN, '-')
    .replaceAll(/^[._-]+|[._-]+$/g, '')
    .slice(0, 100);
  return id === '' ? 'model' : id;
}

/** An id that is not taken: `name`, `name-2`, `name-3` ... */
export function freeId(wanted: string, taken: (id: string) => boolean): string {
  if (!taken(wanted)) return wanted;
  for (let at = 2; ; at++) if (!taken(`${wanted}-${at}`)) return `${wanted}-${at}`;
}
