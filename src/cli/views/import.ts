import type { Paint } from '../paint.ts';
import type { ImportPlan } from '../policy/plan-import.ts';
import { oneLine, wrap } from '../text.ts';
import { valueText } from '../../kit/words/value-text.ts';

const FORMATS = { lemonade: 'a Lemonade policy', litellm: 'a LiteLLM configuration' };

/** What an import does, for people: changes, keys, names, and what has no equal. */
export function renderImport(
  { format, changes, keys, names, warnings }: Omit<ImportPlan, 'settings'>,
  { written, file, config }: { written: boolean; file: string; config: string },
  paint: Paint,
  columns: number,
): string {
  const item = (line: string): string => `- ${wrap(oneLine(line), columns, '  ').trimStart()}`;
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', paint.bold(title), ...lines.map(item)];
  const settings = changes.map(
    ({ setting, value, was }) =>
      `${setting} = ${valueText(value)}${was === undefined ? '' : ` (was ${valueText(was)})`}`,
  );
  const head = `${file} is ${FORMATS[format]}.`;
  const title = written ? `Written to ${config}` : 'Would be written';
  return [
    changes.length === 0 ? `${head} It changes nothing.` : head,
    ...section(title, settings),
    ...section(
      'Keys',
      keys.map(({ provider, words }) => `the key of ${provider} ${words}`),
    ),
    ...section(
      'Names',
      names.map(({ from, to }) => `${from} is ${to} here`),
    ),
    ...section('No equal, or not known', warnings),
  ].join('\n');
}
