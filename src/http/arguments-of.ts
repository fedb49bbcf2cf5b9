/**
 * The arguments of a call as an object, for dialects that do not pass on the text. A text that is no object, such as one
 * that was cut off in the middle, is kept under `INVALID_JSON`, as Anthropic advises; no text is no arguments.
 */
export function argumentsOf(json: string): Record<string, unknown> {
  if (json.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // told below
  }
  return { INVALID_JSON: json };
}
