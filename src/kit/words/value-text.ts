/** The value of a setting as it would be typed. */
export function valueText(value: unknown): string {
  if (value === undefined) return '–';
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : value.map(String).join(', ');
  if (value === '') return '(empty)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
