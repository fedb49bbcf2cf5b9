import type { Figure, OfferView, TimeView } from '../../contract/index.ts';
import type { MarketRow } from './create-market.ts';
import { weightOf } from './histogram.ts';

type Known = Pick<
  OfferView,
  'firstMs' | 'wholeMs' | 'tokensPerSecond' | 'errorShare' | 'limitedShare' | 'sameShare' | 'lastAt'
>;

/** Times are kept in steps of a quarter of a doubling. */
const STEP = 'to within 9 %';

const ALL_AT_ONCE = 'streamed answers came at once, or were too short to tell';

const unavailable = (note: string): Figure => ({ value: null, method: 'unavailable', note });

/** Calls fade with time and number: so many of now. */
function calls(weight: number): string {
  const many = Math.max(1, Math.round(weight));
  return `${many} recent ${many === 1 ? 'call' : 'calls'}`;
}

function share(part: number, whole: number, nothing: string, words = calls(whole)): Figure {
  return whole === 0 ? unavailable(nothing) : { value: part / whole, method: 'measured', note: words };
}

function times(row: MarketRow | undefined): TimeView {
  const weight = row ? weightOf(row.figures.first) : 0;
  const figure = (ms: number | undefined): Figure => {
    if (ms !== undefined) return { value: ms, method: 'measured', note: `${calls(weight)}, ${STEP}` };
    return unavailable(weight === 0 ? 'no calls' : `too few calls: ${calls(weight)}`);
  };
  return { p50: figure(row?.p50Ms), p95: figure(row?.p95Ms), calls: weight };
}

/** What traffic told of one model, each figure with what it stands on. Pure. @param rows of that model */
export function viewFigures(rows: readonly MarketRow[]): Known {
  const streamed = rows.find((row) => row.streamed);
  const sum = (of: (row: MarketRow) => number): number => rows.reduce((all, row) => all + of(row), 0);
  const failed = sum(({ figures }) => figures.failed);
  const limited = sum(({ figures }) => figures.limited);
  const all = sum(({ figures }) => figures.answered) + failed + limited;
  const same = sum(({ figures }) => figures.same);
  const pairs = same + sum(({ figures }) => figures.other);
  const pace = streamed?.tokensPerSecond;
  return {
    firstMs: times(streamed),
    wholeMs: times(rows.find((row) => !row.streamed)),
    tokensPerSecond:
      pace === undefined
        ? unavailable(streamed?.figures.answered ? ALL_AT_ONCE : 'no streamed answers')
        : { value: pace, method: 'measured', note: 'while text came, smoothed over streamed answers' },
    errorShare: share(failed, all, 'no calls'),
    limitedShare: share(limited, all, 'no calls'),
    sameShare: share(
      same,
      pairs,
      'no request at temperature 0 came twice',
      `${Math.max(1, Math.round(pairs))} recent repeats`,
    ),
    lastAt: rows.length === 0 ? null : Math.max(...rows.map(({ at }) => at)),
  };
}
