/**
 * Works a value out at most once in a turn of the event loop: for what many requests ask at the same moment and only
 * something outside can change.
 * @example const files = perTurn(() => readdirSync(folder))
 */
export function perTurn<T>(make: () => T): () => T {
  let known: { value: T } | undefined;
  return () => {
    if (known) return known.value;
    known = { value: make() };
    setImmediate(() => (known = undefined));
    return known.value;
  };
}
