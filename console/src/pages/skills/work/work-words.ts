import type { SkillWork } from '../../../../../src/contract/index.ts';
import { count, money } from '../../../format/words.ts';
import { named } from '../words.ts';

/** What is being done, in a few words. */
export function underWay({ task }: Pick<SkillWork, 'task'>): string {
  if (task.do === 'grow') return 'Examples are being written';
  return task.do === 'train' ? 'Training' : `Training for ${task.base}`;
}

/** How far it is, without what only those who train models want to know. */
export const progressWords = ({ words }: Pick<SkillWork, 'words'>): string =>
  named(words.replace(/, loss [\d.]+, \d+ tokens\/s/, ''));

/** What the teacher wrote, and what it cost. */
export function grownWords({ grown }: Pick<SkillWork, 'grown'>): string | undefined {
  if (grown === null) return undefined;
  const cost = grown.costUsd === 0 ? 'nothing was paid' : `it cost ${money(grown.costUsd)}`;
  return grown.kept === 0
    ? `No new example was kept; ${cost}.`
    : `${count(grown.kept, 'new example')}; ${cost}.`;
}

/** How it ended. */
export function endWords(work: Pick<SkillWork, 'task' | 'state' | 'students' | 'grown' | 'problem'>): string {
  const { task, state, students, grown, problem } = work;
  const reached = grown !== null || students.length > 0;
  if (state === 'failed') return named(problem?.message ?? 'It failed.');
  if (state === 'stopped') {
    const what = task.do === 'grow' ? 'Writing examples' : 'The training';
    return reached
      ? `${what} was stopped; what was reached is kept.`
      : `${what} was stopped; nothing was changed by it.`;
  }
  if (task.do === 'grow')
    return grown?.kept === 0 ? 'The teacher wrote nothing new.' : 'The teacher wrote more examples.';
  if (students.length === 0) return 'There was nothing new to train.';
  return task.do === 'train' ? 'Trained and tested:' : `Trained for ${task.base} and tested:`;
}

/** `note`: it ended, but nothing that was trained may answer. */
export function endLevel({
  state,
  students,
}: Pick<SkillWork, 'state' | 'students'>): 'ok' | 'note' | 'problem' {
  if (state === 'failed') return 'problem';
  const refused = students.length > 0 && students.every((student) => student.state === 'refused');
  return state === 'stopped' || refused ? 'note' : 'ok';
}
