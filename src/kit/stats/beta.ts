const LANCZOS = [
  76.180_091_729_471_46, -86.505_320_329_416_76, 24.014_098_240_830_91, -1.231_739_572_450_155,
  0.120_865_097_386_617_9e-2, -0.539_523_938_495_3e-5,
] as const;

/** Natural logarithm of the gamma function, for x > 0. */
function logGamma(x: number): number {
  const shifted = x + 5.5;
  let series = 1.000_000_000_190_015;
  for (const [i, term] of LANCZOS.entries()) series += term / (x + 1 + i);
  return (x + 0.5) * Math.log(shifted) - shifted + Math.log((2.506_628_274_631 * series) / x);
}

/** The continued fraction of the incomplete beta function (Lentz). */
function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-13) break;
  }
  return value;
}

/** The regularised incomplete beta function: chance that a beta(a, b) number is at most x. a and b above 0, need not be whole. */
export function betaShare(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2)
    ? (front * fraction(x, a, b)) / a
    : 1 - (front * fraction(1 - x, b, a)) / b;
}
