import type { ChatPart, ChatRequest, ChatResult, CompletionRequest } from './chat.ts';
import type { Settings } from './config.ts';
import type { EmbedRequest, EmbedResult } from './embed.ts';
import type { MemoryReading } from './engine.ts';
import type { RuntimeEvent } from './events.ts';
import type { Learning } from './learning.ts';
import type { Feedback, FeedbackInput } from './feedback.ts';
import type { LedgerEntry, LedgerQuery } from './ledger.ts';
import type { LinkStatus } from './link.ts';
import type { MarketView } from './market.ts';
import type { MemoryState } from './memory.ts';
import type { ModelRecord } from './model.ts';
import type { RequestContext, RouteInfo, Served } from './route.ts';

/** An answer under way. `route` is what is known at the first part; the final one follows with `done`. */
export interface RoutedStream {
  readonly requestId: string;
  readonly route: RouteInfo;
  /** To be read once, to its end or broken off (which cancels the work). Errors before the first part reject `stream()` instead. */
  readonly parts: AsyncIterable<ChatPart>;
  /** The final record; settles after `parts` ended and the ledger row is stored. Never rejects. */
  readonly done: Promise<RouteInfo>;
}

/** Tokens of a conversation before it is answered. */
export interface TokenCount {
  inputTokens: number;
  /** `local/<id>` or `<provider>/<model>`: the one that would be asked first. */
  model: string;
  /** `estimated`: by the length of the texts, where no tokenizer of that model is at hand. */
  method: 'measured' | 'estimated';
}

/** A model in memory, for `ps`. */
export interface LoadedModelState {
  model: string;
  pid: number;
  state: 'loading' | 'ready' | 'closing';
  active: number;
  contextSize: number;
  threads: number;
  loadedAt: number;
  lastUsedAt: number;
  memory: MemoryReading;
}

/** Something `auto` or a pin can name. */
export interface ModelEntry {
  /** `auto`, `moa`, `local/<id>` or `<provider>/<model>`. */
  id: string;
  place: 'local' | 'cloud' | 'auto';
  ownedBy: string;
  /** Seconds since 1970. */
  created: number;
  record?: ModelRecord;
}

/** What became of a declared intent; `noted`: there is no room that pays now, the model is loaded when there is. */
export interface Prewarmed {
  /** `local/<id>` of the model that is loaded: of a skill its base. */
  model: string;
  state: 'ready' | 'loading' | 'noted';
}

/** Everything the server, the CLI and the library do, without HTTP. */
export interface Runtime {
  readonly settings: Settings;
  /** Answers a conversation; resolves after the ledger row is stored. */
  chat(request: ChatRequest, context?: RequestContext): Promise<Served<ChatResult>>;
  /** The same, streamed; resolves at the first part. */
  stream(request: ChatRequest, context?: RequestContext): Promise<RoutedStream>;
  complete(request: CompletionRequest, context?: RequestContext): Promise<Served<ChatResult>>;
  streamCompletion(request: CompletionRequest, context?: RequestContext): Promise<RoutedStream>;
  embed(request: EmbedRequest, context?: RequestContext): Promise<Served<EmbedResult>>;
  /**
   * Tokens of a conversation for the model that would be asked first. Nothing is answered, nothing leaves this device, no
   * row is stored; a model of this device is loaded for it.
   * @throws NearmostError unknown_model
   */
  countTokens(request: ChatRequest, context?: RequestContext): Promise<TokenCount>;
  /** All that can be named as `model`. */
  models(): ModelEntry[];
  /** Models in memory. */
  loaded(): Promise<LoadedModelState[]>;
  /** The same with what they take of the memory that models may have. */
  memory(): Promise<MemoryState>;
  /**
   * Lets a model of this device stay once it is loaded, or go again; counts at once and until this process ends. A skill
   * stands for its base.
   * @returns ids of all that stay
   * @throws NearmostError `unknown_model`
   */
  pin(model: string, on: boolean): string[];
  unload(model: string): Promise<void>;
  /** Prepares the engine in the background, without a model, so that the first load is quick. */
  warm(): void;
  /**
   * Reads the settings anew. What concerns labels, routing, providers, budgets and apps counts from now on, requests under
   * way keep what they began with; addresses, memory and local models count at the next start.
   * @throws NearmostError config_invalid; everything is then as it was
   */
  reload(): Promise<void>;
  /** Loads a model and waits until it is there. */
  load(model: string): Promise<void>;
  /**
   * Says that a model of this device will be asked soon. Its load begins when memory is free, or when what has to go for it
   * is expected to be missed less; a model that answers never goes. Resolves at once.
   * @param intent.app name of the app that will ask; default `default`
   * @param intent.inMs milliseconds until it asks; default 0
   * @throws NearmostError `unknown_model`, `model_too_big`
   * @example await runtime.prewarm('local/house', { app: 'mail', inMs: 5000 })
   */
  prewarm(model: string, intent?: { app?: string; inMs?: number }): Promise<Prewarmed>;
  /** A ledger row by request id (or an unambiguous beginning of one). */
  entry(requestId: string): LedgerEntry | undefined;
  /** Newest first. */
  entries(query?: LedgerQuery): LedgerEntry[];
  /**
   * Stores what a person or an app says of an answer. Saying the same twice changes nothing; a later word replaces it.
   * @throws NearmostError `not_found`, `invalid_request`
   * @example runtime.feedback({ requestId: route.requestId, verdict: 'good' })
   */
  feedback(input: FeedbackInput): Feedback;
  /** Skills: what apps ask again and again, and what was learned of it. */
  readonly learning: Learning;
  /** The way from this device to providers, as the last calls showed it. */
  link(): LinkStatus;
  /** Providers and their models: keys, prices, speed, failures, caps. Nothing is sent to find out. */
  providers(): Promise<MarketView>;
  /** Prometheus text. */
  metrics(): Promise<string>;
  /** Hears every event from now on; the result ends it. */
  on(listener: (event: RuntimeEvent) => void): () => void;
  close(): Promise<void>;
}
