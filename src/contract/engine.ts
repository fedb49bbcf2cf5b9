import type { ChatPart, ChatRequest, CompletionRequest, Score } from './chat.ts';
import type { EmbedRequest, EmbedResult } from './embed.ts';
import type { ModelRecord } from './model.ts';

export interface LoadOptions {
  model: ModelRecord;
  /** Tokens of context for each sequence. */
  contextSize: number;
  /** Sequences that run side by side. */
  sequences: number;
  /** Threads the child may use; see {@link LoadedModel.setThreads}. */
  threads: number;
  signal?: AbortSignal;
}

/** Low-rank weights (a GGUF file) on top of a loaded model, for one call. */
export interface AdapterUse {
  /** Absolute path. A file that changed is another adapter. */
  path: string;
  /** Multiplies what the adapter changes; default 1, 0 = the base alone. */
  scale?: number;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** Default: the model as it is. Calls with different adapters may run side by side. */
  adapter?: AdapterUse;
  /** Whether the engine may write the state of this conversation to disk when the model is unloaded. Default false. */
  keep?: boolean;
}

/** A text as tokens of a model: what a model is trained or scored on. */
export interface EncodedText {
  tokens: number[];
  /** Position of the first token of the answer; at least 1. */
  from: number;
}

/** Bytes that a loaded model holds, as far as they can be told. */
export interface MemoryReading {
  residentBytes: number | null;
  method: 'measured' | 'estimated' | 'unavailable';
}

/** A model in a child process, ready to answer. All calls may run side by side; the engine batches them. */
export interface LoadedModel {
  readonly model: ModelRecord;
  readonly contextSize: number;
  readonly pid: number;
  chat(request: ChatRequest, options?: CallOptions): AsyncIterable<ChatPart>;
  complete(request: CompletionRequest, options?: CallOptions): AsyncIterable<ChatPart>;
  embed(request: EmbedRequest, options?: CallOptions): Promise<EmbedResult>;
  /** Tokens of a text. */
  countTokens(text: string): Promise<number>;
  /** Tokens of the conversation exactly as an answer to it would be made, of the answer, and the one that ends it. */
  encode(request: ChatRequest, answer: string): Promise<EncodedText>;
  /** The same for many: thousands take seconds. Rejects at the first that cannot be encoded, naming its number. */
  encodeAll(
    items: readonly { request: ChatRequest; answer: string }[],
    options?: { signal?: AbortSignal },
  ): Promise<EncodedText[]>;
  /** Log-likelihood of `tokens[from]` and all after it, for each text. Absent: the engine cannot tell. */
  score?(texts: readonly EncodedText[], options?: CallOptions): Promise<Score[]>;
  /** The same for whole answers to a request, with the tokens read for it, where a model has no tokens of its own. Absent: see `score`. */
  weigh?(
    request: ChatRequest,
    answers: readonly string[],
  ): Promise<{ logprobs: readonly number[]; inputTokens: number }>;
  /** One vector a text, the mean of its last hidden states, not scaled. Absent: the engine cannot tell. */
  features?(texts: readonly string[], options?: { signal?: AbortSignal }): Promise<Float32Array[]>;
  /** Changes the thread budget of the running child. */
  setThreads(threads: number): void;
  memory(): Promise<MemoryReading>;
  /**
   * Gives keys, values and working memory back and keeps the weights; conversations that may be kept are saved first. Does
   * nothing while a call is at work; the next call makes all of it anew. Absent: the engine cannot.
   */
  shrink?(): Promise<void>;
  /** Makes what `shrink` gave back, before a call needs it. */
  restore?(): Promise<void>;
  /** Settles when the child is gone; `expected` is false after a crash or a kill. */
  readonly exited: Promise<{ expected: boolean; detail: string }>;
  close(): Promise<void>;
}

/** Runs models on this device. One file in `src/engines/` = one engine; the file name is the id. */
export interface Engine {
  readonly id: string;
  /** Whether its native parts are installed, with the words for `doctor`. */
  available(): Promise<{ ok: boolean; detail: string }>;
  /** Prepares what all loads share (a warm child), so that the first load is quick. */
  warm(): void;
  load(options: LoadOptions): Promise<LoadedModel>;
  /** Ends warm children; loaded models are closed by their owners. */
  close(): Promise<void>;
}

/** Marks an object as an engine; helps editors and checks the shape. */
export function defineEngine(engine: Engine): Engine {
  return engine;
}
