import type { Job } from '../../contract/index.ts';
import type { MemoryProfile } from '../../device/profile.ts';
import type { Recommendation } from '../../store/catalog.ts';
import { bytes } from '../format.ts';
import type { Paint } from '../paint.ts';
import { cut, pad, width, wrap } from '../text.ts';

const JOBS: readonly (readonly [Job, string])[] = [
  ['chat', 'to talk and write with'],
  ['code', 'to program with'],
  ['embed', 'to search your own texts (vectors)'],
  ['speech', 'to turn speech into text'],
  ['vision', 'to look at pictures'],
];

const INDENT = '    ';
const MARK = { good: '✓', tight: '~', no: '✗' } as const;

function entryLines(entry: Recommendation, names: number, paint: Paint, columns: number): string {
  const look = !entry.usable
    ? paint.dim
    : { good: paint.green, tight: paint.yellow, no: paint.red }[entry.fit];
  const facts = [
    bytes(entry.bytes),
    entry.licence,
    `context ${entry.contextLength.toLocaleString('en-GB')}`,
    ...(entry.jobs.length > 1 ? [`also ${entry.jobs.slice(1).join(', ')}`] : []),
  ];
  return [
    `${look(entry.usable ? MARK[entry.fit] : '–')} ${paint.bold(pad(entry.name, names))}  ${paint.dim(cut(facts.join(' · '), columns - names - 4))}`,
    wrap(entry.about, columns, INDENT),
    paint.dim(wrap(entry.reason, columns, INDENT)),
  ].join('\n');
}

/** The catalog by job: what each model is good for, and whether it fits. Each model stands under its main job. */
export function renderCatalog(
  entries: Recommendation[],
  memory: MemoryProfile,
  paint: Paint,
  columns: number,
): string {
  const names = Math.max(...entries.map(({ name }) => width(name)));
  const groups = JOBS.flatMap(([job, words]) => {
    const members = entries.filter(({ jobs }) => jobs[0] === job);
    if (members.length === 0) return [];
    return [
      `${paint.bold(job)} ${paint.dim(`· ${words}`)}`,
      ...members.map((entry) => entryLines(entry, names, paint, columns)),
      '',
    ];
  });
  return [
    wrap(
      `Models for this device (${bytes(memory.totalBytes)} of memory, ${bytes(memory.freeBytes)} free): ${paint.green('✓')} fits, ${paint.yellow('~')} fits when other programs are closed, ${paint.red('✗')} too big, – no engine yet`,
      columns,
    ),
    '',
    ...groups,
  ].join('\n');
}
