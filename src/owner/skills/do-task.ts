import { NearmostError } from '../../contract/index.ts';
import type { Learning, OnProgress, SkillTask, SkillWork, StudentSummary } from '../../contract/index.ts';

interface Hooks {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** Hears what was reached, before the end: it holds whatever comes after. */
  readonly reach: (reached: Pick<Partial<SkillWork>, 'grown' | 'students' | 'words' | 'share'>) => void;
}

type Trains = Pick<Learning, 'train' | 'skill'>;

/** Trains what can be trained. Students fail one by one, as events; where nothing else came of it, that is the result. */
async function trainAll(
  learning: Trains,
  skill: string,
  hooks: Pick<Hooks, 'signal' | 'onProgress'>,
): Promise<StudentSummary[]> {
  const known = new Set(learning.skill(skill).events.map(({ at }) => at));
  const students = await learning.train(skill, hooks);
  const failure = learning
    .skill(skill)
    .events.findLast(({ at, type }) => type === 'failed' && !known.has(at));
  if (failure && students.length === 0)
    throw new NearmostError('internal', failure.words, {
      hint: 'Try again; if it stays so: nearmost doctor',
    });
  return students;
}

/** Does long work on a skill. A stop from outside may reject or not: what was reached is told either way. */
export async function doTask(
  learning: Trains & Pick<Learning, 'grow' | 'retarget'>,
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
  reach({ students: await trainAll(learning, skill, hooks) });
}
