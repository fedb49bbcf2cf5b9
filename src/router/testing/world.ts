import {
  settingsSchema,
  type ChatPart,
  type ChatRequest,
  type Egress,
  type LedgerEntry,
  type LoadedModel,
  type ModelRecord,
  type Provider,
  type ProviderCall,
  type SettingsInput,
} from '../../contract/index.ts';
import { NearmostError } from '../../contract/index.ts';
import { systemClock, type Clock } from '../../kit/clock.ts';
import { bridgedError } from '../../memory/bridge.ts';
import type { Budget } from '../../ledger/budget.ts';
import type { Pool } from '../../memory/pool.ts';
import { fakeRecord } from '../../memory/testing/fake-engine.ts';
import type { RouterDeps } from '../deps.ts';
import { createHealth } from '../calls/health.ts';
import type { CloudHandle } from '../calls/open.ts';
import { createHedges } from '../calls/hedge.ts';
import { createMarket } from '../market/create-market.ts';
import type { Figures } from '../market/figures.ts';
import { createRouter, type Router } from '../router.ts';
import type { Skills } from '../skills.ts';

/** What a fake model says: parts, or an error after some parts. */
export type Script = (request: ChatRequest) => Iterable<ChatPart | NearmostError>;

/** Text in one-word parts, each with this log-probability. */
export function* words(text: string, logprob: number): Iterable<ChatPart> {
  for (const word of text.split(/(?<= )/))
    yield { type: 'text', choice: 0, text: word, score: { logprob, tokens: 1 } };
  yield { type: 'finish', choice: 0, reason: 'stop' };
  yield { type: 'usage', usage: { inputTokens: 3, outputTokens: text.split(' ').length } };
}

async function* play(script: Script, request: ChatRequest, signal?: AbortSignal): AsyncGenerator<ChatPart> {
  for (const part of script(request)) {
    await new Promise((next) => setImmediate(next));
    if (signal?.aborted) throw new NearmostError('cancelled', 'cancelled');
    if (NearmostError.isInstance(part)) throw part;
    yield part;
  }
}

/** A router over fake models and providers; everything that happened can be read. */
export interface World {
  deps: RouterDeps;
  router: Router;
  rows: LedgerEntry[];
  /** Model names in the order in which they were asked. */
  asked: string[];
  calls: ProviderCall[];
  /** What local models were asked, with the adapter's path. */
  heard: { request: ChatRequest; adapter: string | undefined }[];
  /** Leases that were not given back. */
  open: () => number;
}

export function world(options: {
  settings?: SettingsInput;
  locals?: Record<string, Script>;
  records?: Record<string, Partial<ModelRecord>>;
  clouds?: Record<string, Script>;
  keys?: string[];
  sealed?: string;
  skills?: Skills;
  targets?: RouterDeps['targets'];
  /** Local models that are being loaded: who may leave is sent elsewhere. */
  loading?: string[];
  /** Real providers, after the fake ones, and the way to them. */
  handles?: CloudHandle[];
  egress?: Egress;
  budget?: Budget;
  /** What the market knows of prices; absent: nothing. */
  price?: (model: string) => number | null;
  /** What it knows of speeds, by model. */
  known?: Record<string, Figures>;
  record?: (entry: LedgerEntry) => Promise<void>;
  /** Default: the real one. */
  clock?: Clock;
}): World {
  const settings = settingsSchema.parse({ label: 'public', ...options.settings });
  const clock = options.clock ?? systemClock;
  const rows: LedgerEntry[] = [];
  const asked: string[] = [];
  const calls: ProviderCall[] = [];
  const heard: World['heard'] = [];
  let leases = 0;
  const pool: Pool = {
    async lease(record, _signal, who) {
      asked.push(`local/${record.id}`);
      if (who?.mayLeave && options.loading?.includes(record.id)) throw bridgedError(12);
      leases += 1;
      const chat: LoadedModel['chat'] = (request, call) => {
        heard.push({ request, adapter: call?.adapter?.path });
        return play(options.locals?.[record.id] as Script, request, call?.signal);
      };
      const embed: LoadedModel['embed'] = async ({ input }) => ({
        vectors: input.map(() => new Float32Array([1])),
        inputTokens: 2,
      });
      // a token a letter, in a context of 512
      const countTokens = async (text: string): Promise<number> => text.length;
      const encode: LoadedModel['encode'] = async ({ messages }) => {
        const from = JSON.stringify(messages).length;
        if (from > 512) throw new NearmostError('context_too_long', 'too long');
        return { tokens: [], from };
      };
      return { model: { chat, embed, encode, countTokens } as LoadedModel, release: () => (leases -= 1) };
    },
    hint: () => 'noted',
    misfit: () => undefined,
    isReady: (id) => !options.loading?.includes(id),
    waiting: () => 0,
    states: async () => [],
    unload: async () => undefined,
    close: async () => undefined,
  };
  const provider = (id: string): Provider => ({
    id,
    name: id,
    baseUrl: 'http://x',
    keyEnv: ['K'],
    keyPage: '',
    defaultModel: 'big',
    bareNames: new RegExp(`^${id}-`),
    chat: (request, call) => {
      asked.push(`${id}/${request.model}`);
      calls.push(call);
      return play(options.clouds?.[id] as Script, request, call.signal);
    },
  });
  const deps: RouterDeps = {
    settings,
    clock,
    pool,
    health: createHealth(clock),
    hedges: createHedges(),
    market: createMarket({
      settings,
      clock,
      store: { load: () => new Map(Object.entries(options.known ?? {})), save: () => undefined },
      loadPrice: async () => options.price ?? (() => null),
      priceDate: new Date().toISOString().slice(0, 10),
    }),
    egress: options.egress ?? (() => Promise.reject(new Error('no network in this world'))),
    ledger: {
      async record(entry) {
        await options.record?.(entry);
        rows.push(entry);
      },
    },
    budget: options.budget ?? {
      applies: () => false,
      reached: () => undefined,
      reserve: () => ({ release: () => undefined }),
    },
    takeEgressBytes: () => 7,
    price: (_model, usage) => usage.outputTokens * 0.5,
    locals: () =>
      Object.keys(options.locals ?? {}).map((id) => ({
        record: { ...fakeRecord(id), ...options.records?.[id] },
        contextSize: 512,
      })),
    handles: () => [
      ...Object.keys(options.clouds ?? {}).map((id) => ({
        provider: provider(id),
        baseUrl: 'http://x',
        key: options.keys?.includes(id) === false ? undefined : 'k',
      })),
      ...(options.handles ?? []),
    ],
    ...(options.targets ? { targets: options.targets } : {}),
    skills: options.skills ?? { consider: async () => undefined },
    problem: (id) =>
      id === 'gone' ? { message: 'its file is missing', hint: 'Fetch it again.' } : undefined,
    sealed: () => options.sealed,
    emit: () => undefined,
  };
  const router = createRouter(deps);
  return { deps, router, rows, asked, calls, heard, open: () => leases };
}
