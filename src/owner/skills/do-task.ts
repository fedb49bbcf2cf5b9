import type { Learning, OnProgress, SkillTask, SkillWork } from '../../contract/index.ts';

interface Hooks {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** Hears what was reached, before the end: it holds whatever comes after. */
  readonly reach: (reached: Pick<Partial<SkillWork>, 'grown' | 'students' | 'words' | 'share'>) => void;
}

/** Does long work on a skill. A stop from outside may reject or not: what was reached is told either way. */
export async function doTask(
  learning: Pick<Learning, 'train' | 'grow' | 'retarget'>,
  skill: string,
  task: SkillTask,
  { reach, ...hooks }: Hooks,
): Promise<void> {
  if (task.do === 'retarget') {
    const { student } = await learning.retarget(skill, { base: task.base, ...hooks });
    reach({ students: [student] });
    return;
  }
  if (task.do === 'grow') {
    const { count, budgetUsd } = task;
    const grown = await learning.grow(skill, { count, budgetUsd, ...hooks });
    reach({ grown });
    if (!task.train || grown.kept === 0 || hooks.signal.aborted) return;
    reach({ words: 'Training …', share: null });
  }
  reach({ students: await learning.train(skill, hooks) });
}
