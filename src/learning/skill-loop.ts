import type {
  Agreement,
  OnProgress,
  SkillChecks,
  SkillStage,
  StudentKind,
  StudentSummary,
} from '../contract/index.ts';
import type { Example } from './example.ts';
import type { StudentAnswer, StudentCall } from './student.ts';

/** What the device says before the teacher is asked. */
export type Consideration =
  | {
      /** The answer is accepted and is to be served. */
      readonly serve: StudentAnswer;
      readonly kind: StudentKind;
      readonly version: number;
      readonly threshold: number;
      /** The teacher is to be asked too, afterwards, and its answer reported with `learn`. */
      readonly shadow: false | 'random' | 'uncertain' | 'new' | 'drift' | 'canary';
    }
  | {
      readonly serve: undefined;
      /** In words: "confidence 0.41 is below 0.70". */
      readonly reason: string;
      /** What the student would have said. */
      readonly guess: StudentAnswer | undefined;
      readonly threshold: number | null;
    };

/** The life of one skill: collect, train, gate, ship, watch, roll back. */
export interface SkillLoop {
  readonly stage: SkillStage;
  readonly serving: StudentSummary | null;
  readonly watched: Agreement | null;
  readonly checks: SkillChecks;
  /** One sentence: where it stands, why, what comes next. */
  readonly why: string;
  /** Whether `step` has something to do. */
  readonly due: boolean;
  /** May the device answer? Counts the request. */
  consider(input: string, call?: StudentCall): Promise<Consideration>;
  /** The teacher's answer, for a request that was handed over (`consideration.serve` undefined) or shadowed. */
  learn(example: Example, consideration: Consideration): void;
  /** Trains, gates and ships when due; quick students at once. Never rejects for a student's failure: it is an event. */
  step(options?: {
    signal?: AbortSignal;
    onProgress?: OnProgress;
    force?: boolean;
    kind?: StudentKind;
    /** With `kind: 'adapter'`: for this local model. Here a failure rejects, and a refusal leaves all as it was. */
    base?: string;
  }): Promise<void>;
  ship(version?: number): Promise<void>;
  rollback(reason: string): Promise<void>;
}
