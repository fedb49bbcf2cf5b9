import type { Example } from './example.ts';
import type { ProseAgreement } from './gate/prose.ts';
import type { Consideration, SkillLoop } from './skill-loop.ts';

export interface LearnerDeps {
  readonly prose: ProseAgreement;
  readonly loop: (skill: string) => SkillLoop;
  /** Something may be due. */
  readonly wake: () => void;
  readonly trouble: (error: unknown) => void;
}

/** Brings labelled requests to the loops of their skills. */
export interface Learner {
  /** @param compared hears how a student's answer agrees with the teacher's, before the loop learns */
  learn(example: Example, consideration: Consideration, compared?: (agreement: number) => void): void;
  /** Settles when no judge is being asked. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Labels and JSON are compared at once; prose waits for its judge, while other requests go on. */
export function createLearner({ prose, loop, wake, trouble }: LearnerDeps): Learner {
  const stop = new AbortController();
  const pending = new Set<Promise<void>>();

  const learn: Learner['learn'] = (example, consideration, compared) => {
    const mine = consideration.serve ?? consideration.guess;
    const learnWith = (agreement: number): void => {
      compared?.(agreement);
      loop(example.skill).learn(example, consideration);
      wake();
    };
    if (mine === undefined) return learnWith(0);
    const { skill, input, output, label } = example;
    const found = prose.settled({ skill, input, answer: mine.text, truth: output, label }, stop.signal);
    if (!(found instanceof Promise)) return learnWith(found);
    const waiting: Promise<void> = found
      .then(learnWith)
      .catch((error: unknown) => (stop.signal.aborted ? undefined : trouble(error)))
      .finally(() => pending.delete(waiting));
    pending.add(waiting);
  };
  const idle = async (): Promise<void> => void (await Promise.all(pending));
  return {
    learn,
    idle,
    close: () => {
      stop.abort();
      return idle();
    },
  };
}
