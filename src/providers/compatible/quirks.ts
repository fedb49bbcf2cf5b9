/** A setting of a request that some provider or model refuses. */
export type Setting =
  | 'temperature'
  | 'topP'
  | 'seed'
  | 'stop'
  | 'frequencyPenalty'
  | 'presencePenalty'
  | 'n'
  | 'logprobs'
  | 'parallelToolCalls'
  | 'thinkingBudget';

/** Wire fields that switch thinking for a budget of tokens; 0 = off. */
export type ThinkingFields = (budget: number) => Record<string, unknown>;

/** How a provider (or one of its models) departs from the OpenAI dialect. Absent: it does not. */
export interface Quirks {
  /** Wire name of the token limit; default `max_tokens`. */
  maxTokens?: 'max_tokens' | 'max_completion_tokens';
  /** Wire name of the seed; default `seed`. */
  seed?: 'seed' | 'random_seed';
  /** Settings it refuses: left out, with a warning. */
  lacks?: readonly Setting[];
  /** Settings outside the OpenAI dialect that it takes: `top_k`, `min_p`. */
  extras?: readonly ('topK' | 'minP')[];
  /** Best response format it has; default `json_schema`. */
  structured?: 'json_schema' | 'json_object' | 'none';
  /** Default true: it takes `stream_options.include_usage`. */
  streamUsage?: boolean;
  /** Default true: messages may carry `name`. */
  messageNames?: boolean;
  /** How it is told how much to think; absent: it cannot be told. */
  thinking?: ThinkingFields;
  /** Fields to send when tools are in play, because thinking would stand in their way. */
  withTools?: Record<string, unknown>;
  /** Fields to add to each call of a tool in the history. */
  onToolCalls?: Record<string, unknown>;
  /** Makes ids of calls that it takes out of ids of other providers. */
  callId?: (id: string) => string;
  /** Its `completion_tokens` leave thinking out; `total_tokens` tell. */
  thinkingOnlyInTotal?: boolean;
  /** Default true: embeddings can be cut with `dimensions`. */
  dimensions?: boolean;
}

/** Quirks of the models whose name matches; they win over the provider's. */
export interface ModelQuirks extends Quirks {
  match: RegExp;
}

/** The quirks that hold for one model. */
export function quirksFor(base: Quirks, models: readonly ModelQuirks[], model: string): Quirks {
  const found = models.filter(({ match }) => match.test(model));
  return found.length === 0 ? base : Object.assign({}, base, ...found);
}

/** The usual words for a budget of thinking tokens. */
export const effortWord = (budget: number): 'none' | 'low' | 'medium' | 'high' => {
  if (budget === 0) return 'none';
  if (budget <= 1024) return 'low';
  return budget <= 8192 ? 'medium' : 'high';
};

/** `reasoning_effort` for a budget of thinking tokens. */
export const reasoningEffort: ThinkingFields = (budget) => ({ reasoning_effort: effortWord(budget) });
