import { STUDENT_KINDS } from '../../contract/index.ts';
import type { Example } from '../example.ts';
import type { Consideration } from '../skill-loop.ts';
import type { StudentAnswer } from '../student.ts';
import { mistakesAt } from './consider.ts';
import type { LoopContext } from './context.ts';
import { entryOf, withEntry } from './evidence.ts';
import { takeOutOfService } from './service.ts';
import { alarm, watch, type WatchedAnswer } from './watch.ts';
import { percent } from './words.ts';

const MAX_SHADOWS = 400;

/** What the newest student of a kind says, if it says so at once. */
function answerAtOnce(
  { roster }: LoopContext,
  version: number,
  input: string,
  consideration: Consideration,
): StudentAnswer | undefined | 'later' {
  if (consideration.serve !== undefined && consideration.version === version) return consideration.serve;
  const student = roster.get(version);
  if (!student || student.kind === 'adapter') return 'later';
  const answer = student.answer(input);
  return answer instanceof Promise ? 'later' : answer;
}

/** Evidence from a label: every student that did not learn from it is compared with the teacher. */
function gather(context: LoopContext, example: Example, consideration: Consideration): void {
  const { state, setKind, agree } = context;
  // Checked because it has new words: no fair sample of the answers of its confidence.
  if (consideration.serve !== undefined && consideration.shadow === 'new') return;
  for (const kind of STUDENT_KINDS) {
    const own = state().kinds[kind];
    if (own === undefined || own.latest === null) continue;
    const serving = state().main?.version === own.latest;
    const guess = serving && consideration.serve === undefined ? consideration.guess : undefined;
    const answer = guess ?? answerAtOnce(context, own.latest, example.input, consideration);
    if (answer === 'later' || (answer === undefined && kind === 'memo')) continue;
    const score = answer ? agree(answer.text, example.output) : 0;
    setKind(kind, withEntry(own, entryOf(example.id, answer?.confidence ?? 0, score)));
  }
}

/** The answer that the watch compares: what was served, or what the kind in service would have said. */
function watchedAnswer(
  context: LoopContext,
  example: Example,
  consideration: Consideration,
): WatchedAnswer | undefined {
  const { state, agree } = context;
  if (consideration.serve !== undefined) {
    const { serve, kind, shadow } = consideration;
    return {
      example: example.id,
      error: 1 - agree(serve.text, example.output),
      expected: mistakesAt(state(), kind, serve.confidence),
      random: shadow === 'random',
    };
  }
  const { reference } = state();
  const last = reference ? state().kinds[reference]?.evidence.at(-1) : undefined;
  if (!reference || !last || last[0] !== example.id) return undefined;
  return {
    example: example.id,
    error: 1 - last[2],
    expected: mistakesAt(state(), reference, last[1]),
    random: false,
  };
}

function raise(context: LoopContext, found: 'change' | 'floor'): void {
  const { state, set, event, policy, roster } = context;
  const { main, memo, shadows } = state();
  set({ alarm: { found, kept: state().kept } });
  const serving = roster.summary((main ?? memo)?.version);
  if (!serving) return;
  takeOutOfService(context);
  const right = shadows.reduce((sum, one) => sum + one, 0);
  const seen = `${right.toFixed(0)} of the last ${shadows.length} random checks agreed`;
  const limit = `a false alarm is raised at most once in ${policy.falseAlarm} checks`;
  event(
    'rolled-back',
    found === 'change'
      ? `${serving.kind} ${serving.version} was taken out of service: the teacher disagrees more often than at the gate (${limit}).`
      : `${serving.kind} ${serving.version} was taken out of service: agreement is below ${percent(policy.floor, 0)} (${seen}; ${limit}).`,
  );
}

/** Keeps a labelled request, compares the students with it, and raises the alarm when they got worse. */
export function learnFrom(context: LoopContext, example: Example, consideration: Consideration): void {
  const { state, set, store, policy } = context;
  const stored = example.id > 0 ? example : store.add(example);
  set({ kept: state().kept + 1 });
  gather(context, stored, consideration);
  const answer = watchedAnswer(context, stored, consideration);
  if (!answer || state().alarm !== null) return;
  const shadows = answer.random
    ? [...state().shadows, 1 - answer.error].slice(-MAX_SHADOWS)
    : state().shadows;
  set({ watch: watch(state().watch, answer, policy.floor), shadows });
  const found = alarm(state().watch, policy.falseAlarm);
  if (found) raise(context, found);
}
