import type { SkillWork } from '../../../../../src/contract/index.ts';

/** Whether a work is known later than another: begun later, or ended where the other goes on. Pure. */
const isLater = (one: SkillWork, other: SkillWork): boolean =>
  one.startedAt > other.startedAt || (one.startedAt === other.startedAt && one.endedAt !== null);

/**
 * The newest work of each skill: what was read, and what was told since, whichever is later. A stream that broke off may have
 * missed an end that was read afterwards. Pure.
 */
export function newestWorks(
  read: readonly SkillWork[],
  told: ReadonlyMap<string, SkillWork>,
): Map<string, SkillWork> {
  const newest = new Map(told);
  for (const work of read) {
    const known = newest.get(work.skill);
    if (known === undefined || isLater(work, known)) newest.set(work.skill, work);
  }
  return newest;
}
