import { setTimeout as sleep } from 'node:timers/promises';
import {
  NearmostError,
  settingsSchema,
  type ChatPart,
  type ChatRequest,
  type ChatResult,
  type CompletionRequest,
  type LedgerEntry,
  type ModelEntry,
  type RequestContext,
  type RoutedStream,
  type RouteInfo,
  type Runtime,
  type RuntimeEvent,
  type Served,
  type SettingsInput,
  type Task,
  type Usage,
} from '../../contract/index.ts';
import { giveFeedback } from '../../ledger/feedback.ts';
import { createFakeLearning, type FakeLearning } from '../../learning/testing/fake-learning.ts';
import { fakeParts, lastText, wordsOf } from './fake-answer.ts';

const MODELS: ModelEntry[] = [
  { id: 'auto', place: 'auto', ownedBy: 'nearmost', created: 1_750_000_000 },
  { id: 'local/fake', place: 'local', ownedBy: 'local', created: 1_750_000_001 },
  { id: 'acme/large', place: 'cloud', ownedBy: 'acme', created: 1_750_000_002 },
];

/** A runtime in memory that keeps the contract and answers the same every time; see {@link fakeParts}. */
export interface FakeRuntime extends Runtime {
  /** What reached the runtime, in order. */
  readonly calls: { task: Task; request: unknown; context: RequestContext }[];
  /** Rows, oldest first. */
  readonly rows: LedgerEntry[];
  /** What was declared, in order. */
  readonly intents: { model: string; app?: string; inMs?: number }[];
  /** Requests whose signal was aborted. */
  cancelled: number;
  readonly learning: FakeLearning;
  emit(event: RuntimeEvent): void;
}

async function collect(parts: AsyncIterable<ChatPart>): Promise<ChatResult> {
  const result: ChatResult = { choices: [], usage: { inputTokens: 0, outputTokens: 0 }, warnings: [] };
  for await (const part of parts) {
    if (part.type === 'usage') result.usage = part.usage;
    else if (part.type === 'warning') result.warnings.push(part.message);
    else {
      const choice = (result.choices[part.choice] ??= { text: '', finishReason: 'stop' });
      if (part.type === 'text') {
        choice.text += part.text;
        if (part.logprobs) choice.logprobs = [...(choice.logprobs ?? []), ...part.logprobs];
      } else if (part.type === 'reasoning') choice.reasoning = (choice.reasoning ?? '') + part.text;
      else if (part.type === 'finish') choice.finishReason = part.reason;
      else {
        const calls = (choice.toolCalls ??= []);
        const call = (calls[part.index] ??= { id: part.id ?? '', name: part.name ?? '', arguments: '' });
        call.arguments += part.arguments;
      }
    }
  }
  return result;
}

/** Makes the fake. */
export function createFakeRuntime(config: SettingsInput = {}): FakeRuntime {
  const calls: FakeRuntime['calls'] = [];
  const rows: LedgerEntry[] = [];
  const listeners = new Set<(event: RuntimeEvent) => void>();
  const loaded = new Set<string>();
  const limited = new Set<string>();

  const knows = (model: string): void => {
    if (!MODELS.some(({ id }) => id === model) && !model.startsWith('gpt-'))
      throw new NearmostError('unknown_model', `There is no model "${model}".`, { param: 'model' });
  };
  const book = (task: Task, requestedModel: string, context: RequestContext, usage: Usage): RouteInfo => {
    const place = context.route ?? 'local';
    const route: RouteInfo = {
      requestId: context.requestId ?? `req_${rows.length}`,
      place,
      model: place === 'local' ? 'local/fake' : 'acme/large',
      reason: 'the nearest model that can do it – naturally',
      confidence: place === 'local' ? 0.9 : null,
      threshold: 0.7,
      calibrated: true,
      label: 'personal',
      costUsd: place === 'local' ? 0 : 0.000_012_5,
      attempts: [],
      rejected: [],
    };
    rows.push({
      ...route,
      at: rows.length,
      app: context.app ?? 'default',
      task,
      requestedModel,
      status: 'ok',
      error: null,
      inputTokens: usage.inputTokens,
      cachedInputTokens: 0,
      outputTokens: usage.outputTokens,
      ttftMs: 1,
      durationMs: 2,
      counterfactualUsd: null,
      egressBytes: 0,
    });
    return route;
  };

  async function begin(
    task: 'chat' | 'complete',
    request: ChatRequest | CompletionRequest,
    context: RequestContext,
  ): Promise<RoutedStream> {
    calls.push({ task, request, context });
    context.signal?.addEventListener('abort', () => (fake.cancelled += 1), { once: true });
    knows(request.model);
    const text = lastText(request);
    const first = !limited.has(text);
    if (text.includes('RATE LIMIT')) limited.add(text);
    if (text.includes('RATE LIMIT') && (first || text.includes('always')))
      throw new NearmostError('upstream_rate_limited', 'The provider is busy.', { retryAfter: 0.05 });
    if (text.includes('OVERLOAD')) throw new NearmostError('overloaded', 'Too much work.', { retryAfter: 7 });
    if (text.includes('HANG'))
      await sleep(60_000, undefined, context.signal ? { signal: context.signal } : {}).catch(() => {
        throw context.signal?.reason;
      });
    const usage = { inputTokens: wordsOf(text).length, outputTokens: 3, cachedInputTokens: 1 };
    const route = book(task, request.model, context, usage);
    const parts = fakeParts(request, usage, context.signal);
    const done = Promise.resolve(route);
    return { requestId: route.requestId, route: { ...route, costUsd: route.costUsd || null }, parts, done };
  }
  async function whole(
    task: 'chat' | 'complete',
    request: ChatRequest | CompletionRequest,
    context: RequestContext = {},
  ): Promise<Served<ChatResult>> {
    const { parts, done } = await begin(task, request, context);
    return { ...(await collect(parts)), route: await done };
  }

  const fake: FakeRuntime = {
    calls,
    rows,
    cancelled: 0,
    emit: (event) => listeners.forEach((listener) => listener(event)),
    settings: settingsSchema.parse({ server: { port: 0 }, ...config }),
    chat: (request, context) => whole('chat', request, context),
    stream: (request, context = {}) => begin('chat', request, context),
    complete: (request, context) => whole('complete', request, context),
    streamCompletion: (request, context = {}) => begin('complete', request, context),
    embed: async (request, context = {}) => {
      calls.push({ task: 'embed', request, context });
      knows(request.model);
      const vectors = request.input.map((text) => {
        const vector = Array.from(
          { length: request.dimensions ?? 8 },
          (_, at) => text.charCodeAt(at % text.length) + at,
        );
        const length = Math.hypot(...vector);
        return Float32Array.from(vector, (value) => value / length);
      });
      const inputTokens = request.input.flatMap(wordsOf).length;
      return {
        vectors,
        inputTokens,
        route: book('embed', request.model, context, { inputTokens, outputTokens: 0 }),
      };
    },
    countTokens: async (request) => {
      knows(request.model);
      return { inputTokens: wordsOf(lastText(request)).length, model: 'local/fake', method: 'measured' };
    },
    models: () => MODELS,
    reload: async () => undefined,
    loaded: async () =>
      [...loaded].map((model) => ({
        model,
        pid: 1,
        state: 'ready',
        active: 0,
        contextSize: 512,
        threads: 1,
        loadedAt: 1,
        lastUsedAt: 1,
        memory: { residentBytes: null, method: 'unavailable' },
      })),
    unload: async (model) => {
      knows(model);
      loaded.delete(model);
    },
    learning: createFakeLearning(),
    warm: () => undefined,
    memory: async () => ({ budgetBytes: 1e9, freeBytes: null, pinned: [], models: [] }),
    pin: (model, on) => (on ? [model] : []),
    load: async (model) => {
      knows(model);
      loaded.add(model);
    },
    intents: [],
    prewarm: async (model, intent = {}) => {
      knows(model);
      fake.intents.push({ model, ...intent });
      return { model, state: loaded.has(model) ? 'ready' : 'noted' };
    },
    entry: (id) => rows.find(({ requestId }) => requestId.startsWith(id)),
    entries: ({ limit = 100, before, app, place } = {}) => {
      const newest = rows
        .toReversed()
        .filter((row) => (app ?? row.app) === row.app && (place ?? row.place) === row.place);
      const from = before === undefined ? 0 : newest.findIndex(({ requestId }) => requestId === before) + 1;
      return newest.slice(from, from + limit);
    },
    feedback: (input) => giveFeedback({ entry: fake.entry }, { note: () => true }, input),
    link: () => ({ state: 'unknown', since: 1, why: 'nothing was asked elsewhere yet', connectMs: null }),
    providers: async () => ({ at: 1, caps: [], providers: [] }),
    metrics: async () => `nearmost_requests_total ${rows.length}\n`,
    on: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => undefined,
  };
  return fake;
}
