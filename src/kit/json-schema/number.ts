import { magnitudes } from './digits.ts';
import { either, literal } from './gbnf.ts';

/** Digits in front of the dot, at most: what a double holds exactly. */
const LARGEST = 999_999_999_999_999n;
const FRACTION = '("." [0-9]{1,15})?';
/** Most decimals written where a bound is no whole number. */
const DECIMALS = 4;
const MOST_VALUES = 256;

/** Bounds of a number. */
export interface Bounds {
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
}

/** Grammar of a number; `exact` false: some numbers it lets through break a keyword. */
export interface NumberGrammar {
  body: string | undefined;
  exact: boolean;
}

const signed = (low: bigint, high: bigint, decimals = 0): string | undefined => {
  const parts: string[] = [];
  const below = low < 0n ? magnitudes(high < 0n ? -high : 1n, -low, decimals) : undefined;
  if (below !== undefined) parts.push(`"-" ${below}`);
  const above = high >= 0n ? magnitudes(low > 0n ? low : 0n, high, decimals) : undefined;
  if (above !== undefined) parts.push(above);
  return parts.length === 0 ? undefined : either(parts);
};

/** `value` times 10^`decimals`, rounded up or down without the errors of a double. */
function scale(value: number, decimals: number, direction: 'up' | 'down'): bigint {
  const [whole = '0', fraction = ''] = Math.abs(value).toFixed(20).split('.');
  const digits = whole + fraction.slice(0, decimals).padEnd(decimals, '0');
  const rest = /[1-9]/.test(fraction.slice(decimals));
  const size = BigInt(digits);
  if (value < 0) return direction === 'down' && rest ? -size - 1n : -size;
  return direction === 'up' && rest ? size + 1n : size;
}

/** The bounds as whole numbers of 10^-`decimals`, inclusive. */
function inclusive(bounds: Bounds, decimals: number): { low: bigint; high: bigint } {
  const limit = LARGEST * 10n ** BigInt(decimals);
  let [low, high] = [-limit, limit];
  const raise = (to: bigint): void => void (low = to > low ? to : low);
  const lower = (to: bigint): void => void (high = to < high ? to : high);
  if (bounds.minimum !== undefined) raise(scale(bounds.minimum, decimals, 'up'));
  if (bounds.exclusiveMinimum !== undefined) raise(scale(bounds.exclusiveMinimum, decimals, 'down') + 1n);
  if (bounds.maximum !== undefined) lower(scale(bounds.maximum, decimals, 'down'));
  if (bounds.exclusiveMaximum !== undefined) lower(scale(bounds.exclusiveMaximum, decimals, 'up') - 1n);
  return { low, high };
}

/** Grammar of an integer: at most 15 digits, no exponent. */
export function integerGrammar(bounds: Bounds): NumberGrammar {
  const { low, high } = inclusive(bounds, 0);
  if (bounds.multipleOf === undefined || bounds.multipleOf === 1)
    return { body: signed(low, high), exact: true };
  const step = bounds.multipleOf;
  if (Number.isInteger(step) && step > 0) {
    const by = BigInt(step);
    const first = ((low < 0n ? low : low + by - 1n) / by) * by;
    const values: string[] = [];
    for (let value = first; value <= high && values.length <= MOST_VALUES; value += by)
      values.push(literal(String(value)));
    if (values.length === 0) return { body: undefined, exact: true };
    if (values.length <= MOST_VALUES) return { body: either(values), exact: true };
  }
  return { body: signed(low, high), exact: false };
}

/** Grammar of a number: no exponent; bounded decimals where a bound is no whole number. */
export function numberGrammar(bounds: Bounds): NumberGrammar {
  if (bounds.multipleOf !== undefined && Number.isInteger(bounds.multipleOf)) return integerGrammar(bounds);
  const exact = bounds.multipleOf === undefined;
  const given = [bounds.minimum, bounds.maximum].filter((bound) => bound !== undefined);
  const simple = bounds.exclusiveMinimum === undefined && bounds.exclusiveMaximum === undefined;
  if (simple && given.every(Number.isInteger)) {
    const { low, high } = inclusive(bounds, 0);
    if (low > high) return { body: undefined, exact };
    return { body: withFraction(low, high), exact };
  }
  const parts: string[] = [];
  for (let decimals = 0; decimals <= DECIMALS; decimals++) {
    const { low, high } = inclusive(bounds, decimals);
    const body = low <= high ? signed(low, high, decimals) : undefined;
    if (body !== undefined) parts.push(body);
  }
  return { body: parts.length === 0 ? undefined : either(parts), exact };
}

/** All numbers from `low` to `high`: a whole part short of the bound with any fraction, or the bound itself. */
function withFraction(low: bigint, high: bigint): string {
  const parts: string[] = [];
  const side = (sign: string, from: bigint, to: bigint): void => {
    const inner = magnitudes(from, to - 1n);
    if (inner !== undefined) parts.push(`${sign}${inner} ${FRACTION}`);
    parts.push(`${sign}${literal(String(to))} ("." "0"{1,15})?`);
  };
  if (low < 0n) side('"-" ', high < 0n ? -high : 0n, -low);
  if (high >= 0n) side('', low > 0n ? low : 0n, high);
  return either(parts);
}
