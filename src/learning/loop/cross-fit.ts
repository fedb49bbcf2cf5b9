import type { StudentKind } from '../../contract/index.ts';
import type { Example } from '../example.ts';
import type { Compare } from '../gate/agreement.ts';
import { holdOutRecent, splitFolds } from '../gate/split.ts';
import type { Student, StudentTrainer, TrainContext } from '../student.ts';
import { entryOf } from './evidence.ts';
import type { Entry } from './state.ts';

/** Into how many parts the examples are cut, and up to how many examples: beyond, answers given before learning tell enough. */
const CROSS: Readonly<Record<Exclude<StudentKind, 'adapter'>, { folds: number; most: number }>> = {
  memo: { folds: 5, most: 6000 },
  probe: { folds: 10, most: 6000 },
  extract: { folds: 3, most: 1500 },
};
const HELD_OUT = 0.2;
/** Requests of apps come in between after so many answers. */
const BREATH = 50;

/** What a teacher made up is learned from, but it is no sample of the traffic. */
const isTraffic = ({ provenance }: Example): boolean => provenance !== 'grown';

/** How a student answers examples, as evidence. A request that it does not answer is a mistake without confidence. */
export async function judgeStudent(
  student: Student,
  examples: readonly Example[],
  compare: Compare,
  signal?: AbortSignal,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const [i, example] of examples.entries()) {
    const { id, input } = example;
    if (!isTraffic(example)) continue;
    if (i % BREATH === 0) {
      await new Promise((next) => setImmediate(next));
      signal?.throwIfAborted();
    }
    const answer = await student.answer(input, signal ? { signal } : {});
    if (answer) entries.push(entryOf(id, answer.confidence, await compare(answer.text, example, signal)));
    else if (student.kind !== 'memo') entries.push(entryOf(id, 0, 0));
  }
  return entries;
}

/**
 * A student, and evidence from examples that it, or its equals, had not learned from. Quick students are trained on all
 * parts but one and judged on that one, each part in turn, then trained on all; with many examples the answers given
 * before learning tell enough. An adapter is trained once, and judged on the most recent fifth.
 */
export async function trainAndJudge(
  trainer: StudentTrainer,
  examples: readonly Example[],
  context: TrainContext,
  compare: Compare,
): Promise<{ student: Student; fresh: Entry[]; learnedFrom: readonly Example[] }> {
  const { signal } = context;
  if (trainer.kind === 'adapter') {
    const { train, held } = holdOutRecent(examples, HELD_OUT, isTraffic);
    const student = await trainer.train(train, context);
    return { student, fresh: await judgeStudent(student, held, compare, signal), learnedFrom: train };
  }
  const fresh: Entry[] = [];
  const cross = CROSS[trainer.kind];
  const folds = examples.length <= cross.most ? splitFolds(examples, cross.folds, context.seed) : [];
  for (const held of folds) {
    const ids = new Set(held.map(({ id }) => id));
    const rest = examples.filter(({ id }) => !ids.has(id));
    if (held.length === 0 || rest.length === 0) continue;
    fresh.push(...(await judgeStudent(await trainer.train(rest, context), held, compare, signal)));
  }
  return { student: await trainer.train(examples, context), fresh, learnedFrom: examples };
}
