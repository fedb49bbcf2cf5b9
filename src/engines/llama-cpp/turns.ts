/** Names the group whose sequences make the next batch. */
export type Turns = (waiting: ReadonlySet<string>) => string | undefined;

/**
 * Round robin between groups that cannot share a batch. While others wait a group keeps its turn for at least one batch,
 * and for `ms` milliseconds: long enough to be worth the change. One that comes anew waits behind all that are there,
 * so that none can be starved.
 */
export function createTurns(ms: number, now: () => number): Turns {
  let line: string[] = [];
  let since = 0;
  return (waiting) => {
    const current = line[0];
    const known = new Set(line);
    const newcomers = [...waiting].filter((group) => !known.has(group));
    line = [...line.filter((group) => waiting.has(group)), ...newcomers];
    const time = now();
    if (line[0] !== current) since = time;
    else if (line.length > 1 && time - since >= ms) {
      line.push(line.shift() as string);
      since = time;
    }
    return line[0];
  };
}

/**
 * Which of those in the queue comes next: of the group with the fewest sequences at work the one that waited longest.
 * Undefined: none is ready.
 */
export function nextInLine(
  queue: readonly { group: string; ready: boolean }[],
  working: readonly string[],
): number | undefined {
  const at = (group: string): number => working.filter((other) => other === group).length;
  let best: { index: number; count: number } | undefined;
  for (const [index, { group, ready }] of queue.entries()) {
    if (!ready) continue;
    const count = at(group);
    if (count === 0) return index;
    if (!best || count < best.count) best = { index, count };
  }
  return best?.index;
}
