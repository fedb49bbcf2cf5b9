/** Longest input that is taken from a teacher, in characters. */
const LONGEST = 4000;

const isText = (value: unknown): value is string => typeof value === 'string';

function fromJson(text: string): string[] | undefined {
  const [start, end] = [text.indexOf('['), text.lastIndexOf(']')];
  if (start < 0 || end <= start) return undefined;
  try {
    const value: unknown = JSON.parse(text.slice(start, end + 1));
    return Array.isArray(value) && value.every(isText) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** One JSON string or object a line, as models often write instead of a list. */
function fromLines(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line.trim().replace(/,$/, ''));
      if (isText(value)) return [value];
      const input =
        typeof value === 'object' && value !== null ? (value as { input?: unknown }).input : undefined;
      return isText(input) ? [input] : [];
    } catch {
      return [];
    }
  });
}

/** The inputs that a teacher wrote: a JSON list of texts wherever it stands, or one a line. Hostile text gives none. */
export function readInputs(text: string): string[] {
  const found = fromJson(text) ?? fromLines(text);
  return found.map((input) => input.trim()).filter((input) => input !== '' && input.length <= LONGEST);
}
