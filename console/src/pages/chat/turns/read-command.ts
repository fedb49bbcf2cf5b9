/** An answer that is a command for an app, or another small record. */
export interface Command {
  /** What is to be done, in words: `Set alarm`; undefined: a record without a name. */
  title: string | undefined;
  fields: { name: string; value: string }[];
}

const MOST_FIELDS = 16;
const LONGEST = 20_000;

/** `SetAlarm`, `book_flight`, `timeRange` in words. */
function inWords(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value in one line; undefined: it is too much for a field. */
function valueOf(value: unknown): string | undefined {
  if (value === null) return '–';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  if (Array.isArray(value) && value.every((one) => typeof one === 'string' || typeof one === 'number'))
    return value.join(', ');
  return undefined;
}

function fieldsOf(record: Record<string, unknown>): Command['fields'] | undefined {
  const fields = Object.entries(record).map(([name, value]) => ({
    name: inWords(name),
    value: valueOf(value),
  }));
  if (fields.length > MOST_FIELDS) return undefined;
  return fields.every((field): field is { name: string; value: string } => field.value !== undefined)
    ? fields
    : undefined;
}

/** Reads an answer that is one JSON object of a few plain fields; undefined for anything else. */
export function readCommand(text: string): Command | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}') || trimmed.length > LONGEST) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(trimmed);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { intent, slots, ...rest } = value;
  const named = typeof intent === 'string' && isRecord(slots) && Object.keys(rest).length === 0;
  const fields = fieldsOf(named ? slots : value);
  if (!fields || (!named && fields.length === 0)) return undefined;
  return { title: named ? inWords(intent) : undefined, fields };
}
