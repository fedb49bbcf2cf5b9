import type { Agreement, LearningApp, SkillStatus } from '../../contract/index.ts';
import { ago, count, percent } from '../format.ts';
import type { Paint } from '../paint.ts';
import { renderTable } from '../table.ts';
import { cut, oneLine, wrap } from '../text.ts';

const number = (value: number): string => value.toLocaleString('en-GB');

/** `98.1 % (≥ 96.2)`: the share and its 95 % lower bound; a dash where nothing was counted. */
export function agreementWords(agreement: Agreement | null): string {
  return agreement === null || agreement.n === 0
    ? '–'
    : `${(agreement.share * 100).toFixed(1)} % (≥ ${(agreement.lower * 100).toFixed(1)})`;
}

/** What was counted on served answers; before that, what the gate found. */
const bestAgreement = ({ watched, serving }: SkillStatus): Agreement | null =>
  watched !== null && watched.n > 0 ? watched : (serving?.agreement ?? null);

export const localShare = ({ requests: { total, local } }: SkillStatus): string =>
  total === 0 ? '–' : percent(local / total);

function appsLine(apps: readonly LearningApp[], paint: Paint, columns: number): string {
  if (apps.length === 0) return 'No app may be learned from. Begin: nearmost learn on --app <name>';
  const each = apps.map(({ app, examples }) => `${oneLine(app)} (${count(examples, 'example')})`);
  return wrap(`${paint.bold('Learning')} is on for ${each.join(', ')}.`, columns);
}

/** What was found and learned, for people. */
export function renderLearning(
  { apps, skills }: { apps: readonly LearningApp[]; skills: readonly SkillStatus[] },
  paint: Paint,
  columns: number,
  now: number,
): string {
  const head = appsLine(apps, paint, columns);
  if (skills.length === 0)
    return apps.length === 0
      ? head
      : `${head}\n\n${wrap('No skill was found yet: it takes two requests with the same template (system prompt, tools, format) and different texts.', columns)}`;
  const wide = columns >= 110;
  const rows = skills.slice(0, 20);
  const on = new Set(apps.map(({ app }) => app));
  const table = renderTable(
    [
      { title: 'skill', paint: paint.bold },
      ...(wide ? [{ title: 'name', flexible: true }] : []),
      { title: 'stage' },
      { title: 'student' },
      { title: 'requests', right: true },
      { title: 'here', right: true },
      { title: 'agreement', right: true },
      ...(wide ? [{ title: 'last', right: true, paint: paint.dim }] : []),
    ],
    rows.map((skill) => [
      skill.id,
      ...(wide ? [oneLine(skill.name)] : []),
      on.has(skill.app) ? skill.stage : 'off',
      skill.serving?.kind ?? '–',
      number(skill.requests.total),
      localShare(skill),
      agreementWords(bestAgreement(skill)),
      ...(wide ? [ago(skill.requests.lastAt, now)] : []),
    ]),
    paint,
    columns,
  );
  const reasons = rows
    .slice(0, 6)
    .map(
      ({ id, name, why }) =>
        `${paint.bold(id)}  ${cut(oneLine(name), columns - id.length - 2)}\n${wrap(oneLine(why), columns, '  ')}`,
    );
  const more =
    skills.length > rows.length
      ? [paint.dim(`and ${skills.length - rows.length} more (--json lists all)`)]
      : [];
  return [
    head,
    '',
    table,
    ...more,
    '',
    ...reasons,
    '',
    paint.dim('One of them: nearmost learn status <skill>'),
  ].join('\n');
}
