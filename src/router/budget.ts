import type { Settings } from '../contract/index.ts';

/** Start of the local day and month that `now` lies in, in milliseconds since 1970. */
function periodStarts(now: number): { day: number; month: number } {
  const date = new Date(now);
  return {
    day: new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime(),
    month: new Date(date.getFullYear(), date.getMonth(), 1).getTime(),
  };
}

/** Why no more money may be spent, if so. `spent` gives US dollars since a time. */
export function overBudget(
  budget: Settings['budget'],
  now: number,
  spent: (since: number) => number,
): string | undefined {
  if (budget.dayUsd === undefined && budget.monthUsd === undefined) return undefined;
  const { day, month } = periodStarts(now);
  const checks: [cap: number | undefined, since: number, word: string][] = [
    [budget.dayUsd, day, 'day'],
    [budget.monthUsd, month, 'month'],
  ];
  for (const [cap, since, word] of checks) {
    if (cap === undefined) continue;
    const used = spent(since);
    if (used >= cap) return `the cap of $${cap} a ${word} is reached ($${used.toFixed(4)} spent)`;
  }
  return undefined;
}
