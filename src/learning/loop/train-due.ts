import {
  NearmostError,
  type OnProgress,
  type StudentKind,
  type StudentSummary,
} from '../../contract/index.ts';
import { filesDigest } from '../files-digest.ts';
import { profileOf } from '../gate/agreement.ts';
import { checkRegression } from '../gate/regression.ts';
import type { Example } from '../example.ts';
import type { AnswerProfile, StudentTrainer } from '../student.ts';
import type { LoopContext } from './context.ts';
import { trainAndJudge } from './cross-fit.ts';
import { decide } from './decide.ts';
import { withFresh } from './evidence.ts';
import { gateAndShip, grown } from './service.ts';
import { newKind, type KindState } from './state.ts';
import { percent } from './words.ts';

export interface TrainOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /** Now, whatever the schedule says; an adapter only where no smaller student answers nearly all. */
  readonly force?: boolean;
  /** This kind only. */
  readonly kind?: StudentKind;
  /** For this local model instead of the one before; the evidence of the former student does not count for it. */
  readonly base?: string;
}

/** The longer a training takes, the more examples it waits for, as a multiple of the growth. */
const PATIENCE: Readonly<Record<StudentKind, number>> = { memo: 1, probe: 1, extract: 2, adapter: 3 };
const ADAPTER_EXAMPLES = 200;
const GOOD_ENOUGH = 0.9;

function nextAt(kind: StudentKind, count: number, growth: number): number {
  return grown(count, growth * PATIENCE[kind]);
}

const ownOf = (context: LoopContext, kind: StudentKind): KindState =>
  context.state().kinds[kind] ?? newKind(kind === 'adapter' ? ADAPTER_EXAMPLES : context.policy.minExamples);

/** Whether a kind has examples enough to be trained, or trained again. */
export const isDue = (context: LoopContext, kind: StudentKind): boolean =>
  context.state().kept >= ownOf(context, kind).nextAt &&
  context.trainers.find((trainer) => trainer.kind === kind)?.waits?.() === undefined;

/** Why a kind is not trained now; undefined: it is. */
function reasonAgainst(
  context: LoopContext,
  trainer: StudentTrainer,
  profile: AnswerProfile,
  named: boolean,
): string | undefined {
  const unsuited = trainer.unsuited(profile);
  if (unsuited !== undefined || named || trainer.kind !== 'adapter') return unsuited;
  const state = context.state();
  const { main } = decide(state, context.policy, new Set());
  const serving = context.roster.summary(state.main?.version);
  const known = [{ kind: main?.kind, coverage: main?.accepts?.coverage ?? 0 }, serving];
  const best = known.find(
    (one) => one?.kind !== undefined && one.kind !== 'adapter' && one.coverage >= GOOD_ENOUGH,
  );
  return best ? `the ${best.kind} already answers ${percent(best.coverage, 0)}` : undefined;
}

async function trainOne(
  context: LoopContext,
  trainer: StudentTrainer,
  examples: readonly Example[],
  options: TrainOptions,
): Promise<void> {
  const { kind } = trainer;
  const { skill, store, roster, state } = context;
  const { aside } = state();
  const version = 1 + Math.max(0, ...store.students(skill).map((one) => one.version));
  const latest = ownOf(context, kind).latest;
  const previous = latest === null ? undefined : roster.get(latest);
  const { student, fresh, learnedFrom } = await trainAndJudge(
    trainer,
    examples,
    {
      skill,
      seed: version,
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
      ...(options.base === undefined ? {} : { base: options.base }),
      ...(previous ? { previous } : {}),
    },
    context.compare,
  );
  options.signal?.throwIfAborted();
  // The meaning changed meanwhile: what was learned is of before.
  if (state().aside !== aside) return;
  const files = student.save();
  const summary: StudentSummary = {
    version,
    kind,
    state: 'candidate',
    trainedAt: context.now(),
    trainedOn: learnedFrom.length,
    bytes: [...files.values()].reduce((sum, { length }) => sum + length, 0),
    digest: filesDigest(files),
    threshold: null,
    coverage: 0,
    agreement: null,
    base: student.base,
    verdict: 'Not judged yet.',
  };
  store.saveStudent(
    skill,
    summary,
    files,
    learnedFrom.map(({ id }) => id),
  );
  context.event(
    'trained',
    `${kind} ${version} learned from ${learnedFrom.length} examples${options.base === undefined ? '' : ` for ${options.base}`}${student.note ? ` ${student.note}` : ''}.`,
  );
  const { regression } = student;
  const fall = regression && checkRegression(regression.before, regression.after);
  if (fall && !fall.ok) {
    const why = `the model got worse beyond its skill: ${fall.words}`;
    store.setStudent(skill, { ...summary, state: 'refused', verdict: `Refused: ${why}.` });
    context.setKind(kind, { why });
    context.event('refused', `${kind} ${version}: ${why}.`);
    return;
  }
  roster.put(version, student);
  const own = ownOf(context, kind);
  const known = options.base === undefined ? own : { ...newKind(own.nextAt), why: own.why };
  context.setKind(kind, { ...withFresh(known, fresh), latest: version });
}

/** A student for another base takes the place of the former one when it passes; else the former goes on as before. */
function judgeRetarget(context: LoopContext, kind: StudentKind, before: KindState): void {
  const latest = ownOf(context, kind).latest;
  const made = latest === before.latest ? null : context.roster.summary(latest ?? undefined);
  const { verdicts } = decide(context.state(), context.policy, new Set());
  const verdict = verdicts.find((one) => one.kind === kind);
  if (!made || !verdict || verdict.accepts) return;
  const { words } = verdict;
  const refused = `Refused: ${words}. Its test is the newest fifth of the requests that were really asked. What answers now stays as it is; try again when more were asked, or for another base.`;
  context.store.setStudent(context.skill, { ...made, state: 'refused', verdict: refused });
  context.event('refused', `${kind} ${made.version}: ${words}.`);
  context.setKind(kind, { ...before, why: words });
}

/** Trains what is due, asks the gate, ships what passes. A failure is an event; only a stop from outside ends it early, or one for a `base` that was named. */
export async function trainDue(context: LoopContext, options: TrainOptions): Promise<void> {
  const examples = context.examples();
  context.set({ kept: examples.length });
  const profile = profileOf(examples);
  const forced = options.force === true || options.kind !== undefined;
  for (const trainer of context.trainers) {
    const { kind } = trainer;
    if (options.kind !== undefined && options.kind !== kind) continue;
    if (!forced && !isDue(context, kind)) continue;
    const later = { nextAt: nextAt(kind, examples.length, context.policy.growth) };
    const against =
      examples.length === 0
        ? 'there are no examples'
        : reasonAgainst(context, trainer, profile, options.kind === kind);
    if (against !== undefined) {
      context.setKind(kind, { ...later, why: against });
      if (forced) context.event('refused', `${kind}: ${against}.`);
      if (options.base !== undefined)
        throw new NearmostError('unsupported', `Nothing was trained: ${against}.`);
      continue;
    }
    const before = ownOf(context, kind);
    try {
      await trainOne(context, trainer, examples, options);
    } catch (thrown) {
      if (options.signal?.aborted) return;
      const { message, hint } = NearmostError.from(thrown);
      context.event('failed', `Training a ${kind} failed: ${message} ${hint}`);
      if (options.base !== undefined) throw thrown;
    }
    if (options.base !== undefined) judgeRetarget(context, kind, before);
    context.setKind(kind, later);
    gateAndShip(context);
    const own = context.state().kinds[kind];
    if (own?.why && context.roster.summary(own.latest ?? -1)?.state === 'refused')
      context.event('refused', `${kind} ${own.latest}: ${own.why}.`);
  }
  gateAndShip(context);
}
