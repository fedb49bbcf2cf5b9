/** A JSON value with its keys in order, so that equal values have equal texts. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, ordered(inner)]));
}

/** The JSON object or array that an answer is; undefined: it is something else. */
export function jsonAnswer(text: string): object | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') && !trimmed.startsWith('[')) return undefined;
  try {
    return JSON.parse(trimmed) as object;
  } catch {
    return undefined;
  }
}

/** Equal for answers that say the same: JSON is compared as a value, other text without the space around it. */
export function answerKey(text: string): string {
  const json = jsonAnswer(text);
  return json === undefined ? text.trim() : JSON.stringify(ordered(json));
}
