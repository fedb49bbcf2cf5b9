import type { ChatPart, ChatRequest, CompletionRequest } from './chat.ts';
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

export interface CallOptions {
  signal?: AbortSignal;
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
  /** Changes the thread budget of the running child. */
  setThreads(threads: number): void;
  memory(): Promise<MemoryReading>;
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
