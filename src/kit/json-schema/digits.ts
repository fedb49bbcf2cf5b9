import { charClass, either, literal } from './gbnf.ts';

const zeros = (digits: string): string => digits.replace(/\d/g, '0');
const nines = (digits: string): string => digits.replace(/\d/g, '9');

const digitRange = (first: number, last: number): string =>
  first === last ? literal(String(first)) : charClass([[48 + first, 48 + last]]);

/** Any digits in the places of `shape`; a dot stays a dot. */
function anyDigits(shape: string): string {
  return shape
    .split('.')
    .map((part) => (part === '' ? '' : part.length === 1 ? '[0-9]' : `[0-9]{${part.length}}`))
    .join(' "." ')
    .trim();
}

/** Texts of one width between two others; both have digits, and perhaps a dot, in the same places. */
function between(low: string, high: string): string {
  if (low === high) return literal(low);
  let same = 0;
  while (low[same] === high[same]) same++;
  if (same > 0) return `${literal(low.slice(0, same))} ${between(low.slice(same), high.slice(same))}`;
  const [first, last] = [Number(low[0]), Number(high[0])];
  const [lowRest, highRest] = [low.slice(1), high.slice(1)];
  if (lowRest === '') return digitRange(first, last);
  const lowWhole = lowRest === zeros(lowRest);
  const highWhole = highRest === nines(highRest);
  const from = lowWhole ? first : first + 1;
  const to = highWhole ? last : last - 1;
  return either([
    ...(lowWhole ? [] : [`${literal(String(first))} ${between(lowRest, nines(lowRest))}`]),
    ...(from <= to ? [`${digitRange(from, to)} ${anyDigits(lowRest)}`] : []),
    ...(highWhole ? [] : [`${literal(String(last))} ${between(zeros(highRest), highRest)}`]),
  ]);
}

/**
 * Decimal texts of the whole numbers from `low` to `high` (both >= 0) divided by 10^`decimals`, without superfluous
 * zeros in front. Undefined when there is none.
 */
export function magnitudes(low: bigint, high: bigint, decimals = 0): string | undefined {
  if (low > high) return undefined;
  const shape = (value: bigint, width: number): string => {
    const digits = String(value).padStart(width, '0');
    return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  };
  const parts: string[] = [];
  for (let width = decimals + 1; width <= Math.max(decimals + 1, String(high).length); width++) {
    const least = width === decimals + 1 ? 0n : 10n ** BigInt(width - 1);
    const most = 10n ** BigInt(width) - 1n;
    const [from, to] = [low > least ? low : least, high < most ? high : most];
    if (from <= to) parts.push(between(shape(from, width), shape(to, width)));
  }
  return either(parts);
}
