import { valueText } from '../../kit/words/value-text.ts';
import type { SettingOrigin } from '../../store/settings.ts';
import type { Paint } from '../paint.ts';
import { renderTable } from '../table.ts';
import { oneLine } from '../text.ts';

/** Every setting with its value and where the value comes from. */
export function renderConfig(
  origins: Record<string, SettingOrigin>,
  words: (path: string) => string,
  paint: Paint,
  columns: number,
): string {
  const roomy = columns >= 100;
  const rows = Object.entries(origins).map(([path, { value, origin, file }]) => [
    path,
    oneLine(valueText(value)),
    origin === 'environment' && file !== undefined ? file : origin,
    ...(roomy ? [words(path)] : []),
  ]);
  return renderTable(
    [
      { title: 'setting', paint: paint.bold },
      { title: 'value', flexible: true },
      { title: 'from', paint: (text) => (text.trim() === 'default' ? paint.dim(text) : paint.cyan(text)) },
      ...(roomy ? [{ title: 'what it does', flexible: true, paint: paint.dim }] : []),
    ],
    rows,
    paint,
    columns,
  );
}
