import { STUDENT_KINDS, NearmostError } from '../../contract/index.ts';
import type { Example } from '../example.ts';
import { acceptAt } from '../../kit/stats/threshold.ts';
import type { LoopContext } from './context.ts';
import { judgeStudent } from './cross-fit.ts';
import { expectedAt } from './evidence.ts';
import { putInService } from './service.ts';
import { STEPS, type Entry } from './state.ts';
import { NO_ALARM } from './watch.ts';
import { percent } from './words.ts';

/** So many more mistakes than expected, as a share, mean another meaning and not a slightly worse student. */
const ANOTHER_MEANING = 0.25;
const LEAST_ANSWERS = 5;
/** Answers to wait for after an alarm: what it means is clearer then. */
const WAIT = 12;
/** Answers on which the student before must do well to come back. */
const LEAST_BEFORE = 10;
const MOST_ASKED = 100;

/** How much more often answers were wrong than expected, since the evidence of a change began to rise. */
function excess(entries: readonly Entry[], expected: (confidence: number) => number): number {
  const sum = entries.reduce((all, [, confidence, score]) => all + (1 - score) - expected(confidence), 0);
  return entries.length < LEAST_ANSWERS ? 0 : sum / entries.length;
}

/** Lets the last student serve that does well on what came since. True: there is one. */
async function goBack(context: LoopContext, since: readonly Example[]): Promise<boolean> {
  const { roster, store, skill, policy, state } = context;
  const first = since[0];
  if (!first || since.length < LEAST_BEFORE) return false;
  const earlier = store
    .students(skill)
    .filter(({ version, kind, state: mark, trainedAt, threshold }) => {
      if (kind === 'memo' || threshold === null || mark !== 'retired') return false;
      return !state().rolledBack.includes(version) && trainedAt <= first.at;
    })
    .sort((a, b) => b.version - a.version);
  const [before] = earlier;
  if (!before || before.threshold === null) return false;
  try {
    const student = await roster.load(before.version);
    const entries = await judgeStudent(student, since.slice(-MOST_ASKED), context.compare);
    const judged = entries.map(([, confidence, score]) => ({ confidence, score }));
    const { agreement } = acceptAt(judged, before.threshold);
    if (agreement.n < LEAST_BEFORE || agreement.share < policy.floor) return false;
    putInService(context, 'main', { version: before.version, threshold: before.threshold });
    context.set({ stage: 'rolled-back', canary: policy.canary });
    context.event(
      'rolled-back',
      `${before.kind} ${before.version} serves again: ${percent(agreement.share)} of ${agreement.n} recent answers agree.`,
    );
    return true;
  } catch (thrown) {
    context.event(
      'failed',
      `${before.kind} ${before.version} cannot serve again: ${NearmostError.from(thrown).message}`,
    );
    return false;
  }
}

/** Whether enough came after an alarm to look into it. */
export function isClear({ state }: LoopContext): boolean {
  const { alarm, kept } = state();
  return alarm !== null && kept >= alarm.kept + WAIT;
}

/** After an alarm: may the student before serve, and are older examples still true? */
export async function lookBack(context: LoopContext): Promise<void> {
  const { state, set, setKind, policy } = context;
  const { alarm, watch, reference, kinds, expected } = state();
  if (alarm === null) return;
  const all = context.examples();
  const since = all.filter(({ id }) => id > watch.calm);
  const entries = (reference && kinds[reference]?.evidence.filter(([id]) => id > watch.calm)) || [];
  const more = excess(entries, (confidence) => expectedAt(expected, confidence));
  const another = more >= ANOTHER_MEANING;
  const back = another ? false : await goBack(context, since);
  const last = all.at(-1)?.id ?? watch.calm;
  set({ alarm: null, watch: { ...NO_ALARM, calm: last }, shadows: [] });
  if (another) {
    set({ aside: watch.calm, kept: since.length, gateAt: 0, expected: [], reference: null });
    context.event(
      'drift',
      `The teacher answers otherwise than before: ${percent(more, 0)} more mistakes than expected in ${entries.length} answers. ` +
        `${all.length - since.length} older examples are set aside; it learns again from the ${since.length} since.`,
    );
  } else if (!back && state().stage === 'rolled-back')
    context.event(
      'rolled-back',
      'No student serves: requests are handed over until one passes the gate on what comes now.',
    );
  const { kept } = state();
  for (const kind of STUDENT_KINDS) {
    const own = state().kinds[kind];
    if (!own) continue;
    // A student that fell below the floor is judged anew: half of what spoke for it is no longer believed.
    const half = own.evidence[own.evidence.length >> 1]?.[0] ?? 0;
    const from = alarm.found === 'change' ? watch.calm : Math.min(half, watch.calm);
    setKind(kind, {
      evidence: own.evidence.filter(([id]) => id > from),
      nextAt: another ? Math.max(policy.minExamples, kept) : kept + 20,
      ...(another ? { latest: null, traffic: Array.from({ length: STEPS }, () => 0) } : {}),
    });
  }
}
