import type {
  Candidate,
  ChatPart,
  ChatRequest,
  CompletionRequest,
  Egress,
  ModelRecord,
  Provider,
} from '../../contract/index.ts';
import { NearmostError } from '../../contract/index.ts';
import type { Reservation } from '../../ledger/budget.ts';
import type { Pool } from '../../memory/pool.ts';
import type { Confidence } from '../confidence.ts';
import type { CloudCall } from './begin-call.ts';
import type { Journey } from '../journey.ts';

/** A provider with the owner's settings for it. */
export interface CloudHandle {
  provider: Provider;
  baseUrl: string;
  key: string | undefined;
}

export type Call = { task: 'chat'; request: ChatRequest } | { task: 'complete'; request: CompletionRequest };

/** An answer that has begun: its parts, and the way to stop it. */
export interface Opened {
  candidate: Candidate;
  record: ModelRecord | undefined;
  parts: AsyncIterable<ChatPart>;
  stop: () => void;
  /** Of a call of a provider. */
  ticket?: CloudCall;
  /** What a provider was asked. */
  call?: Call;
  /** Money set aside for it. */
  reservation?: Reservation;
  /** The text that a model of this device was asked, where a second opinion is to read it. */
  asked?: string | undefined;
  /** Where it does not come from the scores of a model, or was read of the whole answer. */
  confidence?: Confidence;
}

/** Specialists answer the same thing in the same way: greedy unless the caller says otherwise. */
export function shaped(call: Call, { card, adapter }: ModelRecord): Call {
  const special = adapter !== undefined || card.jobs.every((job) => job === 'command');
  if (!special) return call;
  const request = { ...call.request, temperature: call.request.temperature ?? 0 };
  if (call.task === 'complete' || adapter === undefined) return { ...call, request } as Call;
  // what a skill was trained with; the base's own answer format is not its
  const chat = request as ChatRequest;
  const system = chat.messages.some(({ role }) => role === 'system') ? undefined : card.system;
  return {
    task: 'chat',
    request: {
      ...chat,
      messages: [
        ...(system === undefined ? [] : [{ role: 'system', content: system } as const]),
        ...chat.messages,
      ],
      responseFormat: chat.responseFormat ?? card.responseFormat ?? { type: 'text' },
    },
  };
}

/**
 * Runs a local model under a lease; the lease ends with the parts.
 * @param base the model that the record's low-rank weights belong on; else the record itself
 */
export async function* localParts(
  call: Call,
  record: ModelRecord,
  base: ModelRecord,
  pool: Pool,
  signal: AbortSignal,
  {
    app,
    requestId,
    label,
    mayLeave = false,
  }: Pick<Journey, 'app' | 'requestId' | 'label'> & { mayLeave?: boolean },
): AsyncGenerator<ChatPart> {
  const adapter = record.adapter ? { adapter: record.path } : {};
  const lease = await pool.lease(base, signal, { app, requestId, mayLeave, ...adapter });
  // the state of a secret conversation is never written to disk
  const keep = label !== 'secret';
  const options = { signal, keep, ...(record.adapter ? { adapter: { path: record.path } } : {}) };
  try {
    const { task, request } = shaped(call, record);
    yield* task === 'chat' ? lease.model.chat(request, options) : lease.model.complete(request, options);
  } finally {
    lease.release();
  }
}

/** The provider's own name of a model: `openai/gpt-5` -> `gpt-5`. */
export const bareModel = (model: string): string => model.slice(model.indexOf('/') + 1);

/** The provider of a cloud candidate: `openai/gpt-5` -> `openai`. */
export const providerOf = ({ model }: Candidate): string => model.slice(0, model.indexOf('/'));

/** The owner's entry for the provider of a candidate that was decided on. */
export function handleFor(candidate: Candidate, handles: CloudHandle[]): CloudHandle {
  const handle = handles.find(({ provider }) => provider.id === providerOf(candidate));
  if (!handle) throw new NearmostError('unknown_model', `There is no provider "${providerOf(candidate)}".`);
  return handle;
}

/** Calls a provider; content crosses through the egress door only. */
export function cloudParts(
  call: Call,
  candidate: Candidate,
  { provider, baseUrl, key }: CloudHandle,
  { requestId, label }: Journey,
  options: { egress: Egress; timeoutMs: number; signal: AbortSignal; stream: boolean },
): AsyncIterable<ChatPart> {
  const model = bareModel(candidate.model);
  const providerCall = { key, baseUrl, requestId, label, ...options };
  if (call.task === 'chat') return provider.chat({ ...call.request, model }, providerCall);
  if (!provider.complete)
    throw new NearmostError('unsupported', `${provider.name} has no raw completions.`, {
      hint: 'Use chat completions with this provider.',
    });
  return provider.complete({ ...call.request, model }, providerCall);
}

/** Stops an answer that nobody reads any more and frees what it holds; one that ended has nothing to stop. */
export function letGo(opened: Opened, held: { rest: AsyncIterator<ChatPart>; ended: boolean }): void {
  if (held.ended) return;
  opened.stop();
  void held.rest.return?.().catch(() => undefined);
}

/**
 * Follows a caller's signal with one of our own, which can also be set off by us. It follows to the end of the journey:
 * the signal of a caller may live much longer.
 */
export function linkedAbort(
  signal: AbortSignal | undefined,
  { onEnd }: Pick<Journey, 'onEnd'>,
): AbortController {
  const controller = new AbortController();
  if (!signal) return controller;
  const follow = (): void => controller.abort(signal.reason);
  if (signal.aborted) follow();
  else {
    signal.addEventListener('abort', follow);
    onEnd.push(() => signal.removeEventListener('abort', follow));
  }
  return controller;
}
