import type { Label } from './label.ts';

/** How a skill is answered on the device, smallest first. */
export const STUDENT_KINDS = ['memo', 'probe', 'extract', 'adapter'] as const;
/**
 * `memo`: repeats; `probe`: a linear model over a closed set of answers; `extract`: a linear model that fills answers with
 * words of the request; `adapter`: low-rank weights on a local base.
 */
export type StudentKind = (typeof STUDENT_KINDS)[number];

/**
 * App of the requests that the learning loop makes itself (shadows, growing, judging). They cost money and are in the
 * ledger, but nobody waits for their answers: they are no part of the local share.
 */
export const LEARNING_APP = 'nearmost-learning';

/** Whether the terms of a provider let its answers train a model. */
export interface TeacherTerms {
  readonly provider: string;
  readonly verdict: 'allowed' | 'conditions' | 'forbidden' | 'unknown';
  /** What the terms say, in our words. */
  readonly words: string;
  /** Where they say it; null for the owner's own entry. */
  readonly source: string | null;
  /** Day they were read, ISO; null where nobody read them. */
  readonly read: string | null;
}

/** An app whose owner consented to learning. */
export interface LearningApp {
  readonly app: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly examples: number;
}

/** Where a skill stands. */
export type SkillStage = 'collecting' | 'canary' | 'serving' | 'rolled-back' | 'paused';

/** Agreement with the teacher, with its 95 % lower bound and what it was counted on. */
export interface Agreement {
  readonly share: number;
  readonly lower: number;
  readonly n: number;
}

/** A student that was trained, with what the gate found. */
export interface StudentSummary {
  readonly version: number;
  readonly kind: StudentKind;
  readonly state: 'candidate' | 'shipped' | 'retired' | 'refused';
  /** Milliseconds since 1970. */
  readonly trainedAt: number;
  readonly trainedOn: number;
  readonly bytes: number;
  /** Content address: sha256 of its files, in hex. */
  readonly digest: string;
  /** Accepted when its confidence is at least this; null: it accepts nothing. */
  readonly threshold: number | null;
  /** Share of held-out requests that it would answer. */
  readonly coverage: number;
  /** Of the accepted held-out answers; null before the gate. */
  readonly agreement: Agreement | null;
  /** Digest of the local base it needs; null: none. */
  readonly base: string | null;
  /** What the gate decided, and why. */
  readonly verdict: string;
}

/** One line of a skill's history. */
export interface SkillEvent {
  readonly at: number;
  readonly type:
    | 'found'
    | 'trained'
    | 'refused'
    | 'shipped'
    | 'promoted'
    | 'rolled-back'
    | 'drift'
    | 'grown'
    | 'forgotten'
    | 'exported'
    | 'failed';
  readonly words: string;
}

/** What an app asks again and again, and what the device has learned of it. */
export interface SkillStatus {
  readonly id: string;
  readonly app: string;
  /** First words of its template. */
  readonly name: string;
  readonly answers: 'labels' | 'json' | 'text' | 'unknown';
  readonly stage: SkillStage;
  /** Lowest accepted agreement. */
  readonly floor: number;
  readonly requests: { readonly total: number; readonly local: number; readonly lastAt: number };
  readonly examples: {
    readonly kept: number;
    /** Dropped by the filters, by reason. */
    readonly dropped: Readonly<Record<string, number>>;
  };
  readonly serving: StudentSummary | null;
  /** Of answers that were served here and shadowed; null: none yet. */
  readonly watched: Agreement | null;
  /** One sentence: why it stands where it stands, and what comes next. */
  readonly why: string;
}

/** How answers that were served here are checked with the teacher. Shares are 0 to 1. */
export interface SkillChecks {
  /** Of all served answers, drawn by chance. */
  readonly share: number;
  /** Of the answers of a new student (a canary), beside those. */
  readonly canaryShare: number;
  /** Answers until it is no canary any more. */
  readonly canaryLeft: number;
}

export interface SkillDetail extends SkillStatus {
  readonly checks: SkillChecks;
  readonly students: readonly StudentSummary[];
  readonly events: readonly SkillEvent[];
  /** Local share and agreement, by 500 requests. */
  readonly curve: readonly {
    readonly requests: number;
    readonly share: number;
    readonly agreement: number | null;
  }[];
}

/** Whose examples and students are to go. */
export type ForgetScope =
  | { readonly app: string }
  | { readonly skill: string }
  | { readonly request: string };

/** Hears how far long work is, in words; `share`: how much of it is done, 0 to 1, where that is known. */
export type OnProgress = (words: string, share?: number) => void;

/** What training a skill for another base came to. */
export interface RetargetResult {
  /** Id of the skill that was trained. */
  readonly skill: string;
  /** Id of the base it was trained for. */
  readonly base: string;
  /** Examples that were taken from a package or folder first. */
  readonly imported: number;
  /** The new student and what the gate said of it. */
  readonly student: StudentSummary;
  /** What answers now; null: nothing does. */
  readonly serving: StudentSummary | null;
}

/** What growing a skill would ask, and whom. */
export interface GrowthOutlook {
  /** `<provider>/<model>` or `local/<id>`: who answered its requests last. */
  readonly teacher: string;
  /** How often each new request is answered; where the answers differ it is dropped. */
  readonly times: number;
  /** Examples that the teacher may see. */
  readonly samples: number;
}

/** What growing a skill came to. */
export interface Grown {
  /** Examples that were kept. */
  readonly kept: number;
  readonly costUsd: number;
  /** Not kept, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Why it ended before as many were written as were wanted; null: it did not. What was written till then is kept. */
  readonly ended: string | null;
}

/** A local model that skills can be trained for. */
export interface RetargetBase {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  /** Skills are trained for it unless another is named. */
  readonly usual: boolean;
  /** The student that serves was trained for it. */
  readonly serves: boolean;
}

/** One captured example, as exported. */
export interface ExportedExample {
  readonly app: string;
  readonly system: string;
  readonly input: string;
  readonly output: string;
  readonly response_format?: unknown;
  readonly label: Label;
  readonly provenance: string;
  readonly teacher: string;
  readonly at: number;
}

/** The learning loop as the server, the CLI and the library use it. Skills may be named by an unambiguous beginning of the id. */
export interface Learning {
  /** Consents to learning from an app's requests, on this device only. */
  allow(app: string): void;
  /** Takes the consent back; what was learned stays until it is forgotten. */
  deny(app: string): void;
  apps(): LearningApp[];
  skills(query?: { app?: string }): SkillStatus[];
  skill(id: string): SkillDetail;
  /** Trains and gates now, without waiting for the loop; `kind`: that student only. */
  train(
    id: string,
    options?: { kind?: StudentKind; signal?: AbortSignal; onProgress?: OnProgress },
  ): Promise<StudentSummary[]>;
  /** Serves a student that passed the gate; default: the newest one that did. */
  ship(id: string, version?: number): Promise<SkillDetail>;
  /** Serves the student before, or none. */
  rollback(id: string): Promise<SkillDetail>;
  /** Writes examples, students and the record into a folder; returns the paths. */
  export(id: string, folder: string): Promise<string[]>;
  /**
   * Deletes examples, and every student that learned from them.
   * @param options.preview nothing is deleted, only counted
   */
  forget(
    scope: ForgetScope,
    options?: { preview?: boolean },
  ): Promise<{ examples: number; students: number }>;
  /**
   * What growing would ask, and whom. Nothing is asked to find out.
   * @throws teacher_refused by its terms; egress_refused when all that it could see must stay here; invalid_request
   * without consent, or before anybody answered
   */
  growth(id: string): GrowthOutlook;
  /**
   * Lets the teacher write new inputs and answers, within a budget in US dollars. What was written when it is stopped, or
   * when the teacher fails, is kept.
   * @throws as {@link Learning.growth}; upstream_bad_answer, and the teacher's failures, when nothing was written
   */
  grow(
    id: string,
    options: { count: number; budgetUsd: number; signal?: AbortSignal; onProgress?: OnProgress },
  ): Promise<Grown>;
  /**
   * Local models that the skill can be trained for, the usual one first.
   * @throws unsupported where adapters cannot be trained
   */
  bases(id: string): RetargetBase[];
  /**
   * Trains a skill anew for another local base, from its examples and through the same gate; the student that serves
   * goes on until the new one passes. A skill that is not known here is taken from the examples of an installed package,
   * or of `from`.
   * @throws teacher_refused when a teacher's terms forbid it, unknown_model, invalid_request, unsupported
   */
  retarget(
    id: string,
    options?: {
      /** Id of a local model; default: the one that skills are trained for here. */
      base?: string;
      /** A folder with `examples.jsonl`: an export, or a signed package that brought its examples. */
      from?: string;
      signal?: AbortSignal;
      onProgress?: OnProgress;
    },
  ): Promise<RetargetResult>;
  terms(): TeacherTerms[];
}
