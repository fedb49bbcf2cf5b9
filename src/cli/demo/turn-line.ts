import { duration, money, probability } from '../format.ts';
import type { Paint } from '../paint.ts';
import { cut, pad } from '../text.ts';
import type { Turn } from './turn.ts';

/** An answer below the threshold that was kept, because nobody else may be asked. */
const isUnsure = (turn: Turn): boolean => turn.outcome === 'here' && turn.why.startsWith('unsure');
const FIXED = 6 + 5 + 7 + 7;
/** Columns of the longest usual reason. */
const WHY = 21;

/** Widths of the columns that share what the fixed ones leave; `why` is 0 on a narrow terminal. */
function widths(columns: number): { request: number; answer: number; why: number } {
  const roomy = columns >= 104;
  const left = Math.min(columns, 150) - FIXED - (roomy ? 12 : 10);
  const why = roomy ? WHY : 0;
  const request = Math.floor((left - why) / 2);
  return { request, answer: left - why - request, why };
}

const paintOf = (turn: Turn, paint: Paint): ((text: string) => string) =>
  ({
    here: isUnsure(turn) ? paint.yellow : paint.green,
    cloud: paint.blue,
    stayed: paint.yellow,
    failed: paint.red,
  })[turn.outcome];

/** Titles of the columns. */
export function turnHead(paint: Paint, columns: number): string {
  const { request, answer, why } = widths(columns);
  const cells = [pad('where', 6), pad('request', request), pad('answer', answer)];
  if (why > 0) cells.push(pad('why', why));
  return paint.dim(
    [...cells, pad('sure', 5, 'right'), pad('time', 7, 'right'), pad('cost', 7, 'right')].join('  '),
  );
}

/** One request on one line. */
export function turnLine(turn: Turn, paint: Paint, columns: number): string {
  const { request, answer, why } = widths(columns);
  const fill = (text: string, size: number): string => pad(cut(text, size), size);
  const guarded = turn.request.label === 'personal' || turn.request.label === 'secret';
  const told =
    turn.outcome === 'here' || turn.outcome === 'cloud' ? turn.answer : why > 0 ? turn.answer : turn.why;
  const cells = [
    paintOf(turn, paint)(pad(isUnsure(turn) ? 'here?' : turn.outcome, 6)),
    (guarded ? paint.magenta : (text: string) => text)(fill(turn.request.text, request)),
    turn.outcome === 'here' || turn.outcome === 'cloud' ? fill(told, answer) : paint.dim(fill(told, answer)),
  ];
  if (why > 0) cells.push(paint.dim(fill(turn.why, why)));
  cells.push(
    pad(probability(turn.confidence), 5, 'right'),
    pad(duration(turn.ms), 7, 'right'),
    pad(turn.outcome === 'here' || turn.outcome === 'cloud' ? money(turn.costUsd) : '–', 7, 'right'),
  );
  return cells.join('  ');
}
