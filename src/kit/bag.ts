/** Things under way, in no order. */
export interface Bag<T> extends Iterable<T> {
  readonly size: number;
  /** Puts a thing in; the result takes it out. */
  add(item: T): () => void;
}

/**
 * A set for what comes and goes with every request. JavaScript's own set makes a new table every so often, and each old
 * table keeps the next one, and all that was in it, in memory until the next full collection: megabytes a second.
 */
export function createBag<T>(): Bag<T> {
  const places: { item: T; at: number }[] = [];
  return {
    get size() {
      return places.length;
    },
    add(item) {
      const place = { item, at: places.length };
      places.push(place);
      return () => {
        if (places[place.at] !== place) return;
        const last = places.pop();
        if (!last || last === place) return;
        last.at = place.at;
        places[place.at] = last;
      };
    },
    [Symbol.iterator]: () => places.map(({ item }) => item)[Symbol.iterator](),
  };
}
