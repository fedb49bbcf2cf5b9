import type { SkillDetail, StudentSummary } from '../../contract/index.ts';
import { bytes, clock, percent } from '../format.ts';
import type { Paint } from '../paint.ts';
import { renderPairs, renderTable } from '../table.ts';
import { cut, oneLine, wrap } from '../text.ts';
import { agreementWords, localShare } from './learn.ts';
import { sparkline } from './sparkline.ts';

const number = (value: number): string => value.toLocaleString('en-GB');
const exact = (share: number): string => `${(share * 100).toFixed(1)} %`;

function examplesWords({ kept, dropped }: SkillDetail['examples']): string {
  const reasons = Object.entries(dropped).map(
    ([reason, times]) => `${number(times)} not kept: ${oneLine(reason)}`,
  );
  return [`${number(kept)} kept`, ...reasons].join('\n');
}

function servingWords(student: StudentSummary | null): string {
  if (student === null) return 'nobody: every request is handed over';
  const { version, kind, threshold } = student;
  const from = threshold === null ? '' : `, answers from confidence ${threshold.toFixed(2)} on`;
  return `version ${version}, ${kind}, ${bytes(student.bytes)}${from}`;
}

/** First and last known value of a curve. */
function ends(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return 'nothing was checked yet';
  return known.length === 1 ? percent(first) : `${percent(first)} → ${percent(last)}`;
}

function curveRows({ curve }: SkillDetail, columns: number): [string, string][] {
  if (curve.length === 0) return [];
  const line = (values: (number | null)[]): string =>
    `${sparkline(values, Math.min(60, columns - 40))} ${ends(values)}`;
  return [
    ['here', line(curve.map(({ share }) => share))],
    ['agreement', line(curve.map(({ agreement }) => agreement))],
    ['', 'by 500 requests, oldest first'],
  ];
}

function studentsTable(skill: SkillDetail, paint: Paint, columns: number): string[] {
  if (skill.students.length === 0) return [];
  const rows = skill.students.toReversed().slice(0, 12);
  const table = renderTable(
    [
      { title: 'version', right: true },
      { title: 'student', paint: paint.bold },
      { title: 'state' },
      { title: 'examples', right: true },
      { title: 'size', right: true },
      { title: 'answers', right: true },
      { title: 'agreement', right: true },
    ],
    rows.map((student) => [
      String(student.version),
      student.kind,
      student.version === skill.serving?.version ? 'serving' : student.state,
      number(student.trainedOn),
      bytes(student.bytes),
      percent(student.coverage),
      agreementWords(student.agreement),
    ]),
    paint,
    columns,
  );
  const verdicts = rows
    .slice(0, 4)
    .map(({ version, verdict }) => paint.dim(wrap(`${version}: ${oneLine(verdict)}`, columns, '  ')));
  return ['', table, ...verdicts];
}

/** One skill on a page: traffic, examples, curve, students, history. */
export function renderSkill(skill: SkillDetail, paint: Paint, columns: number, now: number): string {
  const { id, app, name, answers, stage, floor, requests, watched, events } = skill;
  const history = events
    .slice(-8)
    .map(({ at, type, words }) => [clock(at, now), `${type}: ${oneLine(words)}`] as const);
  const traffic =
    requests.total === 0
      ? 'none yet'
      : `${number(requests.total)}, of them ${number(requests.local)} answered here (${localShare(skill)}); last ${clock(requests.lastAt, now)}`;
  const checked =
    watched === null || watched.n === 0
      ? `nothing yet; the floor is ${exact(floor)}`
      : `${agreementWords(watched)} of ${number(watched.n)} served answers; the floor is ${exact(floor)}`;
  return [
    `${paint.bold(id)}  ${cut(oneLine(name), columns - id.length - 2)}`,
    paint.dim(
      `app ${oneLine(app)} · ${stage} · answers ${answers === 'unknown' ? 'not seen yet' : `are ${answers}`}`,
    ),
    '',
    renderPairs(
      [
        ['requests', traffic],
        ['examples', examplesWords(skill.examples)],
        ['serving', servingWords(skill.serving)],
        ['checked', checked],
        ['why', oneLine(skill.why)],
        ...curveRows(skill, columns),
      ],
      paint,
      columns,
    ),
    ...studentsTable(skill, paint, columns),
    ...(history.length > 0 ? ['', renderPairs(history, paint, columns)] : []),
  ].join('\n');
}
