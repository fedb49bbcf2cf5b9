/** Three numbers, `major.minor.patch`, without leading zeros: versions of one skill have one order. */
export const VERSION: RegExp = /^(?:0|[1-9]\d{0,5})\.(?:0|[1-9]\d{0,5})\.(?:0|[1-9]\d{0,5})$/;

const numbers = (version: string): number[] => version.split('.').map(Number);

/** Below zero when `a` is the older one, 0 when they are the same. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  for (const at of [0, 1, 2]) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The highest of some versions; what is no version is left out. Undefined: there is none. */
export function newestVersion(versions: readonly string[]): string | undefined {
  return versions
    .filter((one) => VERSION.test(one))
    .toSorted(compareVersions)
    .at(-1);
}
