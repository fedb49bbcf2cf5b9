import { NearmostError, STUDENT_KINDS, type Agreement, type StudentKind } from '../../contract/index.ts';
import { lowerBound } from '../../kit/stats/binomial.ts';
import type { SkillLoop } from '../skill-loop.ts';
import type { StudentCall } from '../student.ts';
import { considerationOf, createWordList, type Offer } from './consider.ts';
import { createContext, type LoopContext, type SkillLoopDeps } from './context.ts';
import { withTraffic } from './evidence.ts';
import { learnFrom } from './learn.ts';
import { isClear, lookBack } from './look-back.ts';
import { restore } from './restore.ts';
import { gateAndShip, putInService, takeOutOfService } from './service.ts';
import { WHEN_CANARY } from './shadow.ts';
import type { LoopState, Service } from './state.ts';
import { isDue, trainDue, type TrainOptions } from './train-due.ts';
import { whyWords } from './words.ts';

const CHOSEN_FADE = 0.99;
/** Examples are stored one by one; how students compare with them after this many: a killed process loses no more. */
const SAVE_EVERY = 8;

/** The students in service with what they say, the memo first. */
async function offersFor({ roster, state }: LoopContext, input: string, call: StudentCall): Promise<Offer[]> {
  const offers: Offer[] = [];
  for (const service of [state().memo, state().main]) {
    const student = service && roster.get(service.version);
    if (!student) continue;
    const answer = await student.answer(input, call);
    offers.push({ kind: student.kind, service, answer });
    if (answer && answer.confidence >= service.threshold) break;
  }
  return offers;
}

/** Counts a request in the traffic of every quick student that gathers evidence. */
function countTraffic(
  { roster, state, setKind }: LoopContext,
  input: string,
  offers: readonly Offer[],
): void {
  for (const kind of STUDENT_KINDS) {
    const own = state().kinds[kind];
    if (own === undefined || own.latest === null) continue;
    const offer = offers.find((one) => one.kind === kind && one.service.version === own.latest);
    const student = roster.get(own.latest);
    if (!offer && (!student || kind === 'adapter')) continue;
    const answer = offer ? offer.answer : student?.answer(input);
    if (answer instanceof Promise) continue;
    setKind(kind, withTraffic(own, answer?.confidence ?? 0));
  }
}

/** Versions that serve or gather evidence. */
const versionsInUse = ({ kinds, main, memo }: LoopState): number[] => [
  ...Object.values(kinds).flatMap(({ latest }) => latest ?? []),
  ...[main, memo].flatMap((service) => service?.version ?? []),
];

function watchedOf({ state }: LoopContext): Agreement | null {
  const { shadows } = state();
  if (shadows.length === 0) return null;
  const right = shadows.reduce((sum, one) => sum + one, 0);
  const n = shadows.length;
  return { share: right / n, lower: lowerBound(right, n, 0.05), n };
}

function whyOf(context: LoopContext): string {
  const { state, roster, trainers } = context;
  const { stage, kept, main, memo, canary, kinds } = state();
  const known = trainers.map(({ kind }) => kind);
  return whyWords({
    stage,
    kept,
    canary,
    nextAt: Math.min(...known.map((kind) => kinds[kind]?.nextAt ?? context.policy.minExamples)),
    main: roster.summary(main?.version),
    memo: roster.summary(memo?.version),
    reasons: known.flatMap((kind): [StudentKind, string][] => {
      const reason = kinds[kind]?.why;
      return reason ? [[kind, reason]] : [];
    }),
  });
}

/**
 * The life of one skill: each labelled request is first answered by the students that had not learned from it, students
 * are trained again as examples grow, the gate chooses from which confidence on they may answer, and a watch over
 * what the teacher says afterwards takes them out of service again.
 * @example
 * const loop = createSkillLoop({ skill, store, trainers: [createMemoTrainer(), createProbeTrainer()], random: Math.random, clock: systemClock });
 * const consideration = await loop.consider(input);
 * if (!consideration.serve) loop.learn(await askTeacher(input), consideration);
 * if (loop.due) await loop.step();
 */
export function createSkillLoop(deps: SkillLoopDeps): SkillLoop {
  const context = createContext(deps);
  const { state, set, save, event, roster, policy, trainers, random } = context;
  const words = createWordList();
  let ready: Promise<void> | undefined;
  let busy: Promise<void> = Promise.resolve();
  const restored = (): Promise<void> =>
    (ready ??= restore(context).then(() => {
      for (const { input } of context.examples()) words.add(input);
    }));
  let waiting = 0;
  /** One change of students at a time. Who is stopped while it waits for its turn does not begin. */
  const alone = (work: () => Promise<void>, { signal, onProgress }: TrainOptions = {}): Promise<void> => {
    if (waiting > 0) onProgress?.('waits until a training that is under way has ended');
    waiting += 1;
    const turn = busy.then(restored);
    const stopped = new Promise<void>((done) =>
      signal?.addEventListener('abort', () => done(), { once: true }),
    );
    const run = Promise.race([turn, stopped]).then(() => (signal?.aborted ? undefined : work()));
    busy = turn
      .then(() => run)
      .catch(() => undefined)
      .finally(() => (waiting -= 1));
    return run;
  };
  const mainOf = (): Service | null => state().main ?? state().memo;

  return {
    get stage() {
      return state().stage;
    },
    get serving() {
      return roster.summary(mainOf()?.version);
    },
    get watched() {
      return watchedOf(context);
    },
    get checks() {
      return { share: policy.shadowShare, canaryShare: WHEN_CANARY, canaryLeft: state().canary };
    },
    get why() {
      return whyOf(context);
    },
    get due() {
      const { alarm, kept, gateAt, kinds, stage } = state();
      if (stage === 'paused') return false;
      if (alarm !== null) return isClear(context);
      const trained = Object.values(kinds).some(({ latest }) => latest !== null);
      return (trained && kept >= gateAt) || trainers.some(({ kind }) => isDue(context, kind));
    },

    async consider(input, call = {}) {
      await restored();
      const offers = await offersFor(context, input, call);
      set({ requests: state().requests + 1 });
      countTraffic(context, input, offers);
      const found = considerationOf(offers, state(), policy, words.isNew(input), random);
      if (found.serve === undefined) return found;
      const { canary, stage, served, chosen } = state();
      const extra = found.shadow !== false && found.shadow !== 'random';
      const promoted = stage === 'canary' && canary <= 1;
      set({
        served: served + 1,
        chosen: chosen * CHOSEN_FADE + (extra ? 1 - CHOSEN_FADE : 0),
        canary: Math.max(0, canary - 1),
        ...(promoted ? { stage: 'serving' as const } : {}),
      });
      if (promoted) {
        event('promoted', `${found.kind} ${found.version} has done well as a canary and serves.`);
        save();
      }
      return found;
    },

    learn(example, consideration) {
      words.add(example.input);
      learnFrom(context, example, consideration);
      const { kept, alarm } = state();
      if (kept % SAVE_EVERY === 0 || alarm !== null) save();
    },

    step: (options = {}) =>
      alone(async () => {
        if (isClear(context)) await lookBack(context);
        const { alarm, kept, gateAt } = state();
        if (alarm !== null && !options.force) return;
        if (options.force || options.kind || trainers.some(({ kind }) => isDue(context, kind)))
          await trainDue(context, options);
        else if (kept >= gateAt) gateAndShip(context);
        roster.keep(versionsInUse(state()));
        save();
      }, options),

    ship: (version) =>
      alone(async () => {
        const passed = context.store
          .students(context.skill)
          .filter((one) => one.threshold !== null && one.state !== 'refused');
        const wanted = passed.findLast((one) => version === undefined || one.version === version);
        if (wanted?.threshold === null || wanted === undefined)
          throw new NearmostError(
            'invalid_request',
            version === undefined
              ? 'No student of this skill has passed the gate.'
              : `Student ${version} of this skill has not passed the gate, or there is none.`,
            { hint: 'See its students and verdicts: nearmost learn status <skill>', param: 'version' },
          );
        await roster.load(wanted.version);
        const place = wanted.kind === 'memo' ? 'memo' : 'main';
        set({ rolledBack: state().rolledBack.filter((one) => one !== wanted.version) });
        putInService(context, place, { version: wanted.version, threshold: wanted.threshold });
        event('shipped', `${wanted.kind} ${wanted.version} was shipped by hand.`);
        save();
      }),

    rollback: (reason) =>
      alone(async () => {
        const { main } = state();
        const before = context.store
          .students(context.skill)
          .findLast(({ version, kind, state: mark, threshold }) => {
            if (main === null || version >= main.version || threshold === null || kind === 'memo')
              return false;
            return mark === 'retired' && !state().rolledBack.includes(version);
          });
        takeOutOfService(context);
        if (before && before.threshold !== null) {
          await roster.load(before.version);
          putInService(context, 'main', { version: before.version, threshold: before.threshold });
          set({ stage: 'rolled-back' });
        }
        event(
          'rolled-back',
          `${reason}: ${before ? `${before.kind} ${before.version} serves again` : 'no student serves'}.`,
        );
        save();
      }),
  };
}
