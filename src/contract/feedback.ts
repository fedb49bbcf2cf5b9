/** What a person or an app says of an answer: a verdict or a score, not both. */
export interface FeedbackInput {
  /** Whole id, as the header `x-request-id` or the answer's own `id` gave it. */
  requestId: string;
  verdict?: 'good' | 'bad';
  /** 0 (useless) to 1 (right). */
  score?: number;
  /** When given, the request must be one of this app. */
  app?: string;
}

/** Feedback as it is stored. One request has one: what is said later replaces what was said before. */
export interface Feedback {
  requestId: string;
  app: string;
  /** 0 to 1. */
  score: number;
  /** False when the same was said before. */
  changed: boolean;
}
