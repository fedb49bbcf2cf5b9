/** A call as a model wrote it. `arguments` is JSON text. */
export interface ReadCall {
  name: string;
  arguments: string;
}

function asCall(value: unknown): ReadCall | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const outer = value as Record<string, unknown>;
  const inner =
    typeof outer['function'] === 'object' && outer['function'] !== null
      ? (outer['function'] as Record<string, unknown>)
      : outer;
  const name = inner['name'] ?? (typeof outer['function'] === 'string' ? outer['function'] : undefined);
  const given = inner['arguments'] ?? inner['parameters'] ?? {};
  if (typeof name !== 'string') return undefined;
  return { name, arguments: typeof given === 'string' ? given : JSON.stringify(given) };
}

/** End of the JSON value that begins at `start`, or -1 when it does not end. */
function jsonEnd(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === '\\') at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1;
  }
  return -1;
}

/**
 * Tool calls in a text: JSON objects with `name` and `arguments` (or `parameters`), alone, in a list, or between marks
 * such as `</tool_call><tool_call>`; and Mistral's newer `name[ARGS]{...}`. Empty when there is none, or one is broken.
 */
export function parseCalls(text: string): ReadCall[] {
  const calls: ReadCall[] = [];
  let at = 0;
  while (at < text.length) {
    const start = text.slice(at).search(/[{[]/) + at;
    if (start < at) break;
    const named = /([\w.-]+)(\[CALL_ID\]\w+)?\[ARGS\]\s*$/.exec(text.slice(at, start + 6));
    const from = named ? text.indexOf('{', start) : start;
    const end = from < 0 ? -1 : jsonEnd(text, from);
    if (end < 0) return [];
    let value: unknown;
    try {
      value = JSON.parse(text.slice(from, end));
    } catch {
      return [];
    }
    if (named) calls.push({ name: named[1] ?? '', arguments: JSON.stringify(value) });
    else {
      for (const item of Array.isArray(value) ? value : [value]) {
        const call = asCall(item);
        if (!call) return [];
        calls.push(call);
      }
    }
    at = end;
  }
  return calls;
}
