import type { OnProgress, StudentKind } from '../contract/index.ts';
import type { Example } from './example.ts';

/** An answer of a student. */
export interface StudentAnswer {
  readonly text: string;
  /** 0 to 1; only the order matters: the gate chooses from which value on an answer is accepted. */
  readonly confidence: number;
}

/** Files of a student by name: what is content-addressed, stored, exported and packed. */
export type StudentFiles = ReadonlyMap<string, Uint8Array>;

/** For whom a student is asked; absent: for nobody's request. */
export interface StudentCall {
  signal?: AbortSignal;
  app?: string;
  requestId?: string;
}

/** Something small that answers the requests of one skill. */
export interface Student {
  readonly kind: StudentKind;
  /** Undefined: it has no answer. Small students answer at once, an adapter asks the engine. */
  answer(
    input: string,
    options?: StudentCall,
  ): StudentAnswer | undefined | Promise<StudentAnswer | undefined>;
  /** Digest of the local base it needs; null: none. */
  readonly base: string | null;
  /** Scores of texts beyond the skill, 0 to 1, without and with what was learned: they must not fall. Absent: it changes nothing else. */
  readonly regression?: { readonly before: readonly number[]; readonly after: readonly number[] } | undefined;
  /** What its training took, in words for the history of the skill. */
  readonly note?: string;
  save(): StudentFiles;
}

/** What the answers of a skill look like: decides which students fit. */
export interface AnswerProfile {
  readonly examples: number;
  /** Distinct answers. */
  readonly distinct: number;
  readonly kind: 'labels' | 'json' | 'text';
  /** Share of inputs seen before in the same wording. */
  readonly repeats: number;
}

export interface TrainContext {
  readonly skill: string;
  /** Whole numbers; the same seed and examples give the same student. */
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
  /** Id of the local model to train for, for students that need one; absent: that of `previous`, else the usual one. */
  readonly base?: string;
  /** The student that serves now: may be a warm start. */
  readonly previous?: Student;
}

/** Makes students of one kind. */
export interface StudentTrainer {
  readonly kind: StudentKind;
  /** Why it does not fit; undefined: it does. */
  unsuited(profile: AnswerProfile): string | undefined;
  /** Why a training should not begin now; undefined: it may. Absent: it always may. */
  waits?(): string | undefined;
  /** Learns from examples in the order of their time. Rejects with a NearmostError. */
  train(examples: readonly Example[], context: TrainContext): Promise<Student>;
  /** @throws NearmostError when files are damaged or made for another base. */
  load(files: StudentFiles): Promise<Student> | Student;
}
