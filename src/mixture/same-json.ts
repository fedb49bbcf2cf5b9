/** JSON with the keys of its objects in order, so that equal values are equal texts; `undefined` for what is no JSON. */
export function sameJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sameJson).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${sameJson(item)}`).join()}}`;
}
