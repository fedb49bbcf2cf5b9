import type { SkillEvent, StudentKind } from '../../contract/index.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Example } from '../example.ts';
import { wholeAgreement, type Agree, type Compare } from '../gate/agreement.ts';
import type { SkillStore } from '../skill-store.ts';
import type { StudentTrainer } from '../student.ts';
import { bySize } from './consider.ts';
import { DEFAULT_POLICY, type LoopPolicy } from './policy.ts';
import { createRoster, type Roster } from './roster.ts';
import { newKind, newState, readState, type KindState, type LoopState } from './state.ts';

export interface SkillLoopDeps {
  readonly skill: string;
  readonly store: SkillStore;
  /** Kinds that may be trained, in any order. */
  readonly trainers: readonly StudentTrainer[];
  /** Default: {@link DEFAULT_POLICY}. */
  readonly policy?: Partial<LoopPolicy>;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly clock: Pick<Clock, 'now'>;
  /** Agreement of an answer with the teacher's; default: the whole answer, JSON as a value. */
  readonly agree?: Agree;
  /** The same, where it may take time (a judge reads prose); default: `agree`. */
  readonly compare?: Compare;
}

/** What the parts of a loop share. */
export interface LoopContext {
  readonly skill: string;
  readonly store: SkillStore;
  readonly trainers: readonly StudentTrainer[];
  readonly policy: LoopPolicy;
  readonly random: () => number;
  readonly agree: Agree;
  readonly compare: Compare;
  readonly roster: Roster;
  readonly now: () => number;
  readonly state: () => LoopState;
  /** Changes the state in memory. */
  readonly set: (patch: Partial<LoopState>) => void;
  readonly setKind: (kind: StudentKind, patch: Partial<KindState>) => void;
  readonly save: () => void;
  readonly event: (type: SkillEvent['type'], words: string) => void;
  /** Examples since the last change of meaning, oldest first. */
  readonly examples: () => Example[];
}

/** Reads the state of a skill, or begins one. */
export function createContext(deps: SkillLoopDeps): LoopContext {
  const { skill, store, random, clock } = deps;
  const trainers = deps.trainers.toSorted(bySize);
  const policy = { ...DEFAULT_POLICY, ...deps.policy };
  const agree = deps.agree ?? wholeAgreement;
  const saved = store.state(skill);
  let state = readState(saved) ?? newState();
  const set = (patch: Partial<LoopState>): void => void (state = { ...state, ...patch });
  const event = (type: SkillEvent['type'], words: string): void =>
    store.event(skill, { at: clock.now(), type, words });
  const examples = (): Example[] => store.examples(skill).filter(({ id }) => id > state.aside);
  if (saved !== undefined && readState(saved) === undefined)
    event('failed', 'What was known of the loop cannot be read: it begins anew with the examples it has.');
  set({ kept: examples().length });
  return {
    skill,
    store,
    trainers,
    policy,
    random,
    agree,
    compare: deps.compare ?? ((answer, { output }) => agree(answer, output)),
    roster: createRoster(skill, store, trainers),
    now: () => clock.now(),
    state: () => state,
    set,
    setKind(kind, patch) {
      const own = state.kinds[kind] ?? newKind(policy.minExamples);
      set({ kinds: { ...state.kinds, [kind]: { ...own, ...patch } } });
    },
    save: () => store.setState(skill, state),
    event,
    examples,
  };
}
