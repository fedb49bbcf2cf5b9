import type { ChatPart, ChatRequest, CompletionRequest } from './chat.ts';
import type { EmbedRequest, EmbedResult } from './embed.ts';
import type { Label } from './label.ts';

/** A request that wants to leave the device. */
export interface EgressRequest {
  /** Who sends it and why: recorded with the bytes. */
  purpose: {
    requestId: string;
    provider: string;
    label: Label;
    task: 'chat' | 'complete' | 'embed' | 'models' | 'publish' | 'pull';
    /** Personal details were replaced by tokens: `personal` content in this form may leave when the owner allows it. */
    form?: 'pseudonymised';
  };
  method: 'GET' | 'POST' | 'HEAD' | 'PATCH' | 'PUT';
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
  /** Milliseconds until the response headers must be there; default 60,000. */
  timeoutMs?: number;
}

export interface EgressResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The body, once. */
  body: AsyncIterable<Uint8Array>;
  /** The whole body as text (UTF-8); refuses more than `maxBytes` (default 64 MiB). */
  text(maxBytes?: number): Promise<string>;
}

/** The only door to the network for request content. Given by the runtime to providers and downloads. */
export type Egress = (request: EgressRequest) => Promise<EgressResponse>;

/** What a provider call needs beside the request. */
export interface ProviderCall {
  key: string | undefined;
  baseUrl: string;
  requestId: string;
  label: Label;
  egress: Egress;
  signal?: AbortSignal;
  timeoutMs: number;
  /** True when the caller wants the parts as they come; absent or false: a whole answer is as good, and cheaper. */
  stream?: boolean;
}

/** A provider as data. Requests carry the provider's own model name (no prefix). */
export interface Provider {
  readonly id: string;
  readonly name: string;
  readonly baseUrl: string;
  /** Environment variables that may hold the key, first wins. Empty: no key needed. */
  readonly keyEnv: readonly string[];
  /** Where a person gets a key. */
  readonly keyPage: string;
  /** The model used under `auto` when the owner named none. */
  readonly defaultModel: string;
  readonly embeddingModel?: string;
  /** Bare model names of this provider (`gpt-...`), for apps that only changed their base URL. */
  readonly bareNames: RegExp;
  chat(request: ChatRequest, call: ProviderCall): AsyncIterable<ChatPart>;
  complete?(request: CompletionRequest, call: ProviderCall): AsyncIterable<ChatPart>;
  embed?(request: EmbedRequest, call: ProviderCall): Promise<EmbedResult>;
}

/** Marks an object as a provider; helps editors and checks the shape. */
export function defineProvider(provider: Provider): Provider {
  return provider;
}
