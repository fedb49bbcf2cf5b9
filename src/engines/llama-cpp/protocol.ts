import type {
  AdapterUse,
  ChatPart,
  ChatRequest,
  CompletionRequest,
  EmbedRequest,
  EmbedResult,
  EncodedText,
  ErrorCode,
  MemoryReading,
  ResponseFormat,
  Score,
} from '../../contract/index.ts';
import type { KeepPlace } from './kept.ts';

/** What a child is told about the model it loads. The file was checked before. */
export interface LoadMessage {
  type: 'load';
  path: string;
  contextSize: number;
  sequences: number;
  threads: number;
  /** Contexts at most, see most-lanes.ts; default 1. */
  lanes?: number;
  embeddingOnly: boolean;
  /** Prefix of the file's metadata keys. */
  architecture: string;
  /** Answer format of a model that does one job. */
  responseFormat?: ResponseFormat;
  /** Of the file, in hex, where it is known: adapters may say which base they are for. */
  sha256?: string;
  /** Where conversations are kept while the model is not in memory; absent: they are not. */
  keep?: KeepPlace;
}

/** Parent to child. `id` numbers the calls. */
export type ToChild =
  | LoadMessage
  | { type: 'chat'; id: number; request: ChatRequest; adapter?: AdapterUse; keep?: boolean }
  | { type: 'complete'; id: number; request: CompletionRequest; adapter?: AdapterUse; keep?: boolean }
  | { type: 'encode'; id: number; items: readonly { request: ChatRequest; answer: string }[] }
  | { type: 'score'; id: number; texts: readonly EncodedText[]; adapter?: AdapterUse }
  | { type: 'embed'; id: number; request: EmbedRequest }
  | { type: 'features'; id: number; texts: readonly string[] }
  | { type: 'count'; id: number; text: string }
  | { type: 'memory'; id: number }
  | { type: 'keep'; id: number }
  | { type: 'shrink'; id: number }
  | { type: 'restore'; id: number }
  | { type: 'cancel'; id: number }
  | { type: 'threads'; threads: number };

/** An error on its way through a pipe. */
export interface WireError {
  code: ErrorCode;
  message: string;
  hint?: string;
  param?: string;
}

/** Results of calls that give one. */
export type CallValue = EmbedResult | number | MemoryReading | EncodedText[] | Score[] | Float32Array[];

/** Child to parent. `parts` carries all that was made since the last turn of the event loop, for all calls. */
export type FromChild =
  | { type: 'ready' }
  | { type: 'loaded'; contextSize: number }
  | { type: 'failed'; error: WireError }
  | { type: 'parts'; calls: [id: number, parts: ChatPart[]][] }
  | { type: 'done'; id: number; value?: CallValue }
  | { type: 'error'; id: number; error: WireError };
