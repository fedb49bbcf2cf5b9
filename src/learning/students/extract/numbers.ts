const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const WORDS = new Map([
  ...UNITS.map((word, i) => [word, i] as const),
  ...TENS.map((word, i) => [word, 20 + 10 * i] as const),
]);

/** The number that a stretch of text says ("1,200.5", "twenty-five"); undefined: none. */
export function numberSaid(text: string): number | undefined {
  const plain = text.trim().toLowerCase();
  if (/^[+-]?\d+(\.\d+)?$/.test(plain)) return Number(plain);
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) return Number(plain.replaceAll(',', ''));
  const whole = WORDS.get(plain);
  if (whole !== undefined) return whole;
  const [tens = '', units = '', ...more] = plain.split(/[\s-]+/);
  const ten = WORDS.get(tens);
  const unit = WORDS.get(units);
  if (more.length > 0 || ten === undefined || unit === undefined || ten < 20 || unit > 9 || unit === 0)
    return undefined;
  return ten + unit;
}
