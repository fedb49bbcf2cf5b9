import type { Label, Place, RouteInfo } from '../../../../../src/contract/index.ts';

/** A text file that went with a question. */
export interface TextFile {
  name: string;
  /** In UTF-8. */
  bytes: number;
  text: string;
}

interface AnyTurn {
  id: string;
  conversation: string;
  /** The turn before it; null: it is a first one. */
  parent: string | null;
  /** Milliseconds since 1970, of this browser. */
  at: number;
  text: string;
}

export interface UserTurn extends AnyTurn {
  role: 'user';
  files: TextFile[];
}

/** Where an answer was made, and why; as the server told it. */
export type AnswerRoute = Pick<
  RouteInfo,
  'requestId' | 'place' | 'model' | 'reason' | 'confidence' | 'threshold' | 'costUsd'
>;

/** What this page measured of an answer; null: not known. */
interface AnswerFigures {
  /** From asking to the first word. */
  firstMs: number | null;
  durationMs: number;
  tokensPerSecond: number | null;
}

/** Why there is no answer, or only half of one. */
export interface Problem {
  message: string;
  code: string;
  hint?: string;
  /** For the whole decision, where there was one. */
  requestId?: string;
}

export interface AnswerTurn extends AnyTurn {
  role: 'assistant';
  /** `stopped`: by the person. `broken`: neither finished nor failed: its page or its server went away. */
  state: 'running' | 'done' | 'stopped' | 'broken' | 'failed';
  /** What the model thought before it answered, where it tells. */
  reasoning?: string;
  route?: AnswerRoute;
  figures?: AnswerFigures;
  problem?: Problem;
  /** What was asked of: `auto`, a model, and the place it was pinned to. */
  asked: { model: string; route?: Place };
  verdict?: 'good' | 'bad';
  /** The tab that asked, and when it last wrote; while `running`. */
  tab?: string;
  touchedAt?: number;
}

export type Turn = UserTurn | AnswerTurn;

/** A conversation without what was said. */
export interface Head {
  id: string;
  title: string;
  /** The person chose the title. */
  named: boolean;
  label: Label;
  model: string;
  /** Of each turn that has several answers or edits, the one that is shown; `root` for the first. */
  chosen: Record<string, string>;
  createdAt: number;
  changedAt: number;
}

export interface Conversation {
  head: Head;
  turns: ReadonlyMap<string, Turn>;
}
