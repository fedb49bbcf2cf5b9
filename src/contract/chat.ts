/** One part of a message that is more than text. Local text engines take text parts only. */
export type ContentPart =
  | { type: 'text'; text: string }
  | { type: 'image'; /** `data:` or `https:` address. */ url: string; detail?: string }
  | { type: 'audio'; /** base64. */ data: string; format: string };

export type Content = string | ContentPart[];

/** A call of a tool, made by the model. `arguments` is the JSON text as the model wrote it. */
export interface ToolCall {
  id: string;
  name: string;
  arguments: string;
}

export type Message =
  | { role: 'system'; content: Content; name?: string }
  | { role: 'user'; content: Content; name?: string }
  | { role: 'assistant'; content: Content | null; toolCalls?: ToolCall[]; name?: string }
  | { role: 'tool'; content: Content; toolCallId: string };

/** JSON Schema, 2020-12; which keywords shape generation is listed in docs/structured-output.md. */
export type JsonSchema = { [keyword: string]: unknown };

export interface Tool {
  name: string;
  description?: string;
  /** Schema of the arguments; absent: no arguments. */
  parameters?: JsonSchema;
  strict?: boolean;
}

export type ToolChoice = 'auto' | 'none' | 'required' | { name: string };

export type ResponseFormat =
  | { type: 'text' }
  | { type: 'json_object' }
  | { type: 'json_schema'; name?: string; schema: JsonSchema; strict?: boolean };

/** How tokens are chosen; shared by chat and raw completion. Absent fields: the model's or provider's default. */
export interface Sampling {
  /** Largest number of generated tokens, for each choice. */
  maxTokens?: number;
  /** 0 = greedy. */
  temperature?: number;
  topP?: number;
  topK?: number;
  minP?: number;
  seed?: number;
  stop?: string[];
  frequencyPenalty?: number;
  presencePenalty?: number;
  /** Number of choices, default 1. */
  n?: number;
  /** Report log-probabilities with this many alternatives (0 to 20); absent: none. */
  logprobs?: number;
}

/** A conversation to be continued. `model`: `auto`, `local/<id>`, `<provider>/<model>` or a bare provider model name. */
export interface ChatRequest extends Sampling {
  model: string;
  messages: Message[];
  tools?: Tool[];
  toolChoice?: ToolChoice;
  parallelToolCalls?: boolean;
  responseFormat?: ResponseFormat;
  /** Largest number of thinking tokens of a reasoning model; 0 = do not think. */
  thinkingBudget?: number;
}

/** Text to be continued, without a chat template. */
export interface CompletionRequest extends Sampling {
  model: string;
  prompt: string;
  /** Give the prompt back in front of the text. */
  echo?: boolean;
  suffix?: string;
}

export interface Usage {
  inputTokens: number;
  /** Part of `inputTokens` that was not computed again. */
  cachedInputTokens?: number;
  outputTokens: number;
  /** Part of `outputTokens` spent on thinking. */
  reasoningTokens?: number;
}

export interface TokenLogprob {
  token: string;
  /** UTF-8 bytes of the token. */
  bytes: number[];
  /** Natural logarithm. */
  logprob: number;
  top: { token: string; bytes: number[]; logprob: number }[];
}

/** Sum of natural log-probabilities over `tokens` generated tokens, before any grammar or temperature. */
export interface Score {
  logprob: number;
  tokens: number;
}

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

/**
 * One piece of a streamed answer. `choice` counts from 0. Order within a choice: reasoning, text, tool calls, finish.
 * The stream ends with exactly one `usage` part over all choices. `score` is present on local parts only.
 */
export type ChatPart =
  | { type: 'reasoning'; choice: number; text: string; score?: Score }
  | { type: 'text'; choice: number; text: string; logprobs?: TokenLogprob[]; score?: Score }
  | {
      type: 'tool-call';
      choice: number;
      /** Position of the call in the answer. */
      index: number;
      /** With the first piece of a call. */
      id?: string;
      /** With the first piece of a call. */
      name?: string;
      /** The next piece of the JSON text of the arguments. */
      arguments: string;
      score?: Score;
    }
  | { type: 'finish'; choice: number; reason: FinishReason }
  | { type: 'usage'; usage: Usage }
  /** A setting that this model cannot honour; see "unsupported settings" in ARCHITECTURE.md. */
  | { type: 'warning'; message: string };

export interface Choice {
  text: string;
  reasoning?: string;
  toolCalls?: ToolCall[];
  logprobs?: TokenLogprob[];
  finishReason: FinishReason;
}

/** A whole answer. */
export interface ChatResult {
  choices: Choice[];
  usage: Usage;
  warnings: string[];
}
