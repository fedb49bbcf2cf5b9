/** Names that mean a device on Windows, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** True for a plain name of one file on every system: no folder, no `..`, nothing hidden, nothing odd. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z\d][\w.-]{0,99}$/.test(name) && !name.endsWith('.') && !DEVICE.test(name);
}

/** The first name that stands there twice, where letters of either case are the same, as on some disks. */
export function doubleName(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (const name of names) {
    const small = name.toLowerCase();
    if (seen.has(small)) return name;
    seen.add(small);
  }
  return undefined;
}
