/** How the answers of a skill are written. */
export interface JsonStyle {
  /** Spaces or tabs a level; empty: on one line. */
  readonly indent: string;
  /** On one line: `{"a": 1, "b": 2}` instead of `{"a":1,"b":2}`. */
  readonly spaced: boolean;
  /** Line before the answer ("```json"), empty: none. */
  readonly fence: string;
}

const INDENTS = ['  ', '    ', '\t', ' ', '   '];
const FENCED = /^\s*(```[a-z]*)[ \t]*\r?\n([\s\S]*?)\r?\n?```\s*$/i;

/** The value of a JSON answer, also between code fences. Undefined: it is none. */
export function readAnswer(output: string): { value: unknown; fence: string; body: string } | undefined {
  const fenced = FENCED.exec(output);
  const body = fenced?.[2] ?? output;
  try {
    return { value: JSON.parse(body) as unknown, fence: fenced?.[1] ?? '', body };
  } catch {
    return undefined;
  }
}

function spacedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}: ${spacedJson(child)}`);
  return `{${fields.join(', ')}}`;
}

/** Writes a value in a style. */
export function writeAnswer(value: unknown, { indent, spaced, fence }: JsonStyle): string {
  const body =
    indent !== '' ? JSON.stringify(value, null, indent) : spaced ? spacedJson(value) : JSON.stringify(value);
  return fence === '' ? body : `${fence}\n${body}\n\`\`\``;
}

/** The style of one answer; undefined where none of the known styles gives exactly its text. */
function styleOf(output: string): JsonStyle | undefined {
  const read = readAnswer(output);
  if (!read || typeof read.value !== 'object' || read.value === null) return undefined;
  const styles: JsonStyle[] = [
    { indent: '', spaced: false, fence: read.fence },
    { indent: '', spaced: true, fence: read.fence },
    ...INDENTS.map((indent) => ({ indent, spaced: false, fence: read.fence })),
  ];
  return styles.find((style) => writeAnswer(read.value, { ...style, fence: '' }) === read.body.trim());
}

/** The most frequent style; one line without spaces where none is known. */
export function commonStyle(outputs: readonly string[]): JsonStyle {
  const counts = new Map<string, number>();
  for (const output of outputs) {
    const style = styleOf(output);
    if (style) counts.set(JSON.stringify(style), (counts.get(JSON.stringify(style)) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first ? (JSON.parse(first[0]) as JsonStyle) : { indent: '', spaced: false, fence: '' };
}
