/**
 * Remembers what a pure function made of a text, for texts that come again and again.
 * @param most results that are kept; then all are forgotten, so that no caller can fill the memory
 * @example const parse = memo((url) => new URL(url))
 */
export function memo<T>(make: (text: string) => T, most = 64): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = make(text);
    if (known.size >= most) known.clear();
    known.set(text, made);
    return made;
  };
}
