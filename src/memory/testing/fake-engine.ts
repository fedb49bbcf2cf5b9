import { NearmostError, type Engine, type LoadedModel, type ModelRecord } from '../../contract/index.ts';

/** An engine without a model: it counts loads and ends, and can be told to be slow, to fail or to die. */
export interface FakeEngine extends Engine {
  readonly loads: string[];
  readonly closed: string[];
  /** Models without keys and values. */
  readonly shrunk: Set<string>;
  /** Ends the child of a model as a crash would. */
  kill(id: string): void;
  failNext: boolean;
  loadMs: number;
  /** Until then no model ends. */
  closeAfter: Promise<void>;
}

export function fakeEngine(): FakeEngine {
  const dying = new Map<string, (exit: { expected: boolean; detail: string }) => void>();
  const work = async (): Promise<void> => {
    await new Promise((done) => setTimeout(done, engine.loadMs));
    if (!engine.failNext) return;
    engine.failNext = false;
    throw new NearmostError('load_failed', 'no memory');
  };
  const engine: FakeEngine = {
    id: 'fake',
    loads: [],
    closed: [],
    shrunk: new Set(),
    failNext: false,
    loadMs: 1,
    closeAfter: Promise.resolve(),
    kill: (id) => dying.get(id)?.({ expected: false, detail: 'killed by signal 9' }),
    available: async () => ({ ok: true, detail: 'fake' }),
    warm: () => undefined,
    close: async () => undefined,
    async load({ model, contextSize }): Promise<LoadedModel> {
      engine.loads.push(model.id);
      await work();
      engine.shrunk.delete(model.id);
      const exited = new Promise<{ expected: boolean; detail: string }>((die) => dying.set(model.id, die));
      return {
        model,
        contextSize,
        pid: 1,
        chat: async function* () {
          yield { type: 'text', choice: 0, text: 'hi' };
        },
        complete: async function* () {
          yield { type: 'text', choice: 0, text: 'hi' };
        },
        embed: async () => ({ vectors: [], inputTokens: 0 }),
        countTokens: async (text) => text.length,
        encode: async () => ({ tokens: [1, 2], from: 1 }),
        encodeAll: async (items) => items.map(() => ({ tokens: [1, 2], from: 1 })),
        setThreads: () => undefined,
        memory: async () => ({ residentBytes: 1, method: 'measured' }),
        async shrink() {
          await work();
          engine.shrunk.add(model.id);
        },
        async restore() {
          await work();
          engine.shrunk.delete(model.id);
        },
        exited,
        close: async () => {
          await engine.closeAfter;
          await new Promise((done) => setTimeout(done, engine.loadMs));
          engine.closed.push(model.id);
          dying.get(model.id)?.({ expected: true, detail: 'closed' });
        },
      };
    },
  };
  return engine;
}

/** A record of a model that the fake engine can load. */
export function fakeRecord(id: string): ModelRecord {
  return {
    id,
    engine: 'fake',
    path: `/nowhere/${id}.gguf`,
    bytes: 1,
    source: 'test',
    addedAt: 0,
    info: {
      architecture: 'llama',
      parameters: 1,
      tensorBytes: 1,
      contextLength: 1024,
      embeddingLength: 8,
      layers: 1,
      heads: 1,
      kvHeads: 1,
      headLength: 8,
      vocabularySize: 10,
      quantisation: 'F16',
      embeddingOnly: false,
    },
    card: { id, name: id, licence: 'none', jobs: ['chat'] },
  };
}
