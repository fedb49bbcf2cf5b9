/** A clock that is turned by what is due on it. */
export interface Events {
  now(): number;
  at(time: number, act: () => void): void;
  /** Plays everything, in order of time. */
  run(): void;
}

interface Due {
  time: number;
  number: number;
  act: () => void;
}

const before = (a: Due, b: Due): boolean => a.time < b.time || (a.time === b.time && a.number < b.number);

/** A heap by time; what is due at the same time is played in the order in which it came. */
export function createEvents(): Events {
  const heap: Due[] = [];
  let now = 0;
  let number = 0;

  function push(due: Due): void {
    let at = heap.push(due) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up] as Due;
      if (!before(due, parent)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = due;
  }

  function pop(): Due | undefined {
    const [first] = heap;
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Due, heap[child] as Due)) child += 1;
      if (!before(heap[child] as Due, last)) break;
      heap[at] = heap[child] as Due;
      at = child;
    }
    heap[at] = last;
    return first;
  }

  return {
    now: () => now,
    at(time, act) {
      number += 1;
      push({ time: Math.max(time, now), number, act });
    },
    run() {
      for (let due = pop(); due; due = pop()) {
        now = due.time;
        due.act();
      }
    },
  };
}
