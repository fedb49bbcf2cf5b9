import type { StudentSummary } from '../../contract/index.ts';
import type { LoopContext } from './context.ts';
import { decide, type Verdict } from './decide.ts';
import { expectedOf } from './evidence.ts';
import type { Service } from './state.ts';
import { NO_ALARM } from './watch.ts';

const CANARY_AGAIN = 0.25;

/** Number of examples after growing by a share, by twenty at least. */
export const grown = (count: number, share: number): number =>
  Math.max(count + 20, Math.ceil(count * (1 + share)));

/** Thresholds are chosen again, without training, when examples grew by this part of the growth at which one trains. */
const GATE_GROWTH = 1 / 3;

/** The gate: chooses thresholds from the evidence, and ships what passes. Without a pass the old student keeps serving. */
export function gateAndShip(context: LoopContext): void {
  const { policy, state, set } = context;
  set({ gateAt: grown(state().kept, policy.growth * GATE_GROWTH) });
  const { verdicts, main, memo } = decide(state(), policy, new Set(state().rolledBack));
  for (const verdict of verdicts) note(context, verdict);
  if (main) serve(context, 'main', main);
  if (memo) serve(context, 'memo', memo);
  const [best] = verdicts
    .filter(({ kind }) => kind !== 'memo')
    .sort((a, b) => (b.accepts?.coverage ?? 0) - (a.accepts?.coverage ?? 0));
  const reference = main ?? best;
  const known = reference && state().kinds[reference.kind];
  if (known) set({ reference: reference.kind, expected: expectedOf(known) });
}

/** Writes into a student's record what the gate found. */
function note(
  { roster, store, skill, state, setKind }: LoopContext,
  { kind, version, accepts, words, next }: Verdict,
): void {
  const summary = roster.summary(version);
  const serves = state().main?.version === version || state().memo?.version === version;
  if (!summary) return;
  setKind(kind, { why: accepts ? null : words });
  if (serves && !accepts) return;
  store.setStudent(skill, {
    ...summary,
    state: serves ? 'shipped' : accepts ? 'candidate' : 'refused',
    threshold: accepts?.threshold ?? null,
    coverage: accepts?.coverage ?? 0,
    agreement: accepts?.agreement ?? null,
    verdict: accepts ? `Passed: ${words}.` : `Refused: ${words}. ${next}`,
  });
}

function serve(context: LoopContext, place: 'main' | 'memo', verdict: Verdict): void {
  const threshold = verdict.accepts?.threshold;
  if (threshold === undefined) return;
  const before = context.state()[place];
  if (before?.version === verdict.version) {
    context.set({ [place]: { version: verdict.version, threshold } });
    return;
  }
  const old = before && context.roster.summary(before.version);
  putInService(context, place, { version: verdict.version, threshold });
  context.event(
    'shipped',
    `${verdict.kind} ${verdict.version}${old ? ` replaces ${old.kind} ${old.version}` : ''}: ${verdict.words}.`,
  );
}

/** Lets a version serve, first as a canary, and retires the one before. */
export function putInService(context: LoopContext, place: 'main' | 'memo', service: Service): void {
  const { roster, store, skill, state, set, policy } = context;
  const before = state()[place];
  const mark = (version: number | undefined, to: StudentSummary['state']): void => {
    const summary = roster.summary(version);
    if (summary) store.setStudent(skill, { ...summary, state: to });
  };
  if (before) mark(before.version, 'retired');
  mark(service.version, 'shipped');
  const known =
    before !== null && roster.summary(before.version)?.kind === roster.summary(service.version)?.kind;
  set({
    [place]: service,
    stage: 'canary',
    canary: Math.max(state().canary, Math.ceil(policy.canary * (known ? CANARY_AGAIN : 1))),
    ...(before === null && place === 'main'
      ? { watch: { ...NO_ALARM, calm: state().watch.calm }, shadows: [] }
      : {}),
  });
}

/** Takes all students out of service. */
export function takeOutOfService(context: LoopContext): void {
  const { roster, store, skill, state, set } = context;
  const { main, memo, rolledBack } = state();
  const versions = [main, memo].flatMap((service) => service?.version ?? []);
  for (const version of versions) {
    const summary = roster.summary(version);
    if (summary) store.setStudent(skill, { ...summary, state: 'retired' });
  }
  set({
    main: null,
    memo: null,
    stage: 'rolled-back',
    canary: 0,
    rolledBack: [...rolledBack, ...versions].slice(-50),
  });
}
