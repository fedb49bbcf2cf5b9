import type { Estimate, Judgement, ShareTarget } from '../../contract/index.ts';
import type { Quality } from '../../ledger/quality.ts';
import type { Paint } from '../paint.ts';
import { renderTable, type Column } from '../table.ts';
import { oneLine, wrap } from '../text.ts';

const SHOWN = 12;

/** `97 % (93–99) of 120`; a dash where nothing was judged. */
function share(estimate: Estimate | null): string {
  if (estimate === null) return '–';
  const { value, low, high, n } = estimate;
  const whole = (part: number): string => String(Math.round(part * 100));
  // an interval is never rounded inwards
  const [from, to] = [Math.floor(low * 100), Math.ceil(high * 100)];
  return `${whole(value)} % (${from}–${to}) of ${n.toLocaleString('en-GB')}`;
}

const judged = (one: Judgement): string[] => [share(one.teacher), share(one.people)];

const COLUMNS: Column[] = [
  { title: 'teacher agrees', right: true },
  { title: 'people say good', right: true },
];

function targetLine({ app, qualityFloor, localShare, threshold, why }: ShareTarget): string {
  const wanted = [
    ...(qualityFloor === undefined ? [] : [`quality floor ${qualityFloor}`]),
    ...(localShare === undefined ? [] : [`local share ${localShare}`]),
  ];
  return `${oneLine(app)} (${wanted.join(', ')}): served here from confidence ${threshold.toFixed(2)} on; ${why}`;
}

/** Local share and quality with intervals and sample sizes, for people. @param period in words */
export function renderQuality(
  quality: Quality,
  targets: readonly ShareTarget[],
  period: string,
  paint: Paint,
  columns: number,
): string {
  const { all, apps, models } = quality;
  const rows = apps.length > 1 ? [...apps.slice(0, SHOWN), all] : apps;
  const parts = [
    `${paint.bold('Quality')} ${paint.dim(period)}`,
    '',
    renderTable(
      [
        { title: 'app', flexible: true, paint: paint.bold },
        { title: 'answered here', right: true },
        ...COLUMNS,
      ],
      rows.map((app) => [oneLine(app.name), share(app.localShare), ...judged(app)]),
      paint,
      columns,
    ),
  ];
  if (models.length > 0)
    parts.push(
      '',
      renderTable(
        [
          { title: 'app', flexible: true },
          { title: 'model', flexible: true, paint: paint.bold },
          { title: 'task' },
          ...COLUMNS,
        ],
        models.slice(0, SHOWN).map((one) => [oneLine(one.app), oneLine(one.model), one.task, ...judged(one)]),
        paint,
        columns,
      ),
    );
  if (targets.length > 0) parts.push('', ...targets.map((target) => wrap(targetLine(target), columns)));
  const notes =
    quality.judged === 0
      ? ['No judged answers yet: nothing is known of their quality. Judge one: nearmost feedback last good']
      : [
          'Of answers from this device, with 95 % intervals (Clopper and Pearson). A teacher is asked by chance alone; people choose of what they speak, so theirs is no plain sample.',
          ...(all.checked === null
            ? []
            : [
                `${all.checked.n} more answers were checked because they were doubtful: ${share(all.checked)} agreed; they are in no interval above.`,
              ]),
        ];
  return [...parts, '', ...notes.map((note) => paint.dim(wrap(note, columns)))].join('\n');
}
