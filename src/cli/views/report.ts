import type { Figure } from '../../contract/index.ts';
import type { Report, ReportGroup } from '../../ledger/report.ts';
import { bytes, duration, money, percent } from '../format.ts';
import type { Paint } from '../paint.ts';
import { renderPairs, renderTable } from '../table.ts';
import { oneLine, wrap } from '../text.ts';

const number = (value: number): string => value.toLocaleString('en-GB');

/** A figure with its method; a dash where there is none. */
function told(figure: Figure, words: (value: number) => string, paint: Paint): string {
  if (figure.value === null) return paint.dim(`– (${figure.note ?? 'unavailable'})`);
  return `${words(figure.value)} ${paint.dim(`(${figure.method})`)}`;
}

const bare = (figure: Figure, words: (value: number) => string): string =>
  figure.value === null ? '–' : words(figure.value);

function groups(title: string, rows: ReportGroup[], paint: Paint, columns: number): string {
  const shown = rows.slice(0, 10);
  const more =
    rows.length > shown.length
      ? [paint.dim(`and ${rows.length - shown.length} more (--json lists all)`)]
      : [];
  return [
    renderTable(
      [
        { title, flexible: true, paint: paint.bold },
        { title: 'requests', right: true },
        { title: 'here', right: true },
        { title: 'tokens in', right: true },
        { title: 'out', right: true },
        { title: 'cost', right: true },
      ],
      shown.map((row) => [
        oneLine(row.name),
        bare(row.requests, number),
        bare(row.localShare, percent),
        bare(row.inputTokens, number),
        bare(row.outputTokens, number),
        bare(row.costUsd, money),
      ]),
      paint,
      columns,
    ),
    ...more,
  ].join('\n');
}

/** Local share, money and time, for people. @param period `since ...` in words */
export function renderReport(report: Report, period: string, paint: Paint, columns: number): string {
  const { ttftMs, durationMs } = report;
  const half = ({ p50, p95 }: Report['durationMs']['local']): string =>
    p50.value === null ? '–' : `${bare(p50, duration)} (95 %: ${bare(p95, duration)})`;
  const spread = (name: string, of: Report['durationMs']): [string, string] => [
    name,
    `here ${half(of.local)}, cloud ${half(of.cloud)}`,
  ];
  const listed = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .map(([name, times]) => `${name.replaceAll('_', ' ')} ${times}`)
      .join(', ') || 'none';
  const notes = [
    ...new Set([report.costUsd.note, report.savedUsd.note].filter((note) => note !== undefined)),
  ];
  return [
    `${paint.bold('Report')} ${paint.dim(period)}`,
    '',
    renderPairs(
      [
        [
          'requests',
          `${bare(report.requests, number)}: ${bare(report.answered, number)} answered, ${bare(report.errors, number)} failed, ${bare(report.cancelled, number)} cancelled`,
        ],
        ...(report.ownRequests.value
          ? [
              [
                'learning',
                `${bare(report.ownRequests, number)} requests of the device to teachers, in cost and bytes only`,
              ] as const,
            ]
          : []),
        ['local share', told(report.localShare, percent, paint)],
        ['  of tokens', told(report.localShareOfTokens, percent, paint)],
        ['cost', told(report.costUsd, money, paint)],
        ['saved', told(report.savedUsd, money, paint)],
        ['left device', told(report.egressBytes, bytes, paint)],
        spread('first token', ttftMs),
        spread('whole answer', durationMs),
        ['moved on', listed(report.handedOver)],
        ['errors', listed(report.errorsByCode)],
      ],
      paint,
      columns,
    ),
    ...(report.apps.length > 0 ? ['', groups('app', report.apps, paint, columns)] : []),
    ...(report.models.length > 0 ? ['', groups('model', report.models, paint, columns)] : []),
    ...(notes.length > 0 ? ['', ...notes.map((note) => paint.dim(wrap(note, columns)))] : []),
  ].join('\n');
}
