import type { Label } from '../contract/index.ts';

/** How an example came about. */
export type Provenance = 'handed-over' | 'shadow' | 'grown' | 'imported';

/** One request of a skill and what the teacher answered. */
export interface Example {
  /** Number in the store; 0 before it is stored. */
  readonly id: number;
  readonly skill: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The part of the request that changes: the text of the last user message. */
  readonly input: string;
  readonly output: string;
  readonly label: Label;
  readonly provenance: Provenance;
  /** `<provider>/<model>` or `local/<id>`. */
  readonly teacher: string;
  /** The request it came from; null: none (grown, imported). */
  readonly requestId: string | null;
  /** Why a filter dropped it from training; null: it is used. */
  readonly dropped: string | null;
}
