import type {
  CallOptions,
  ChatPart,
  EmbedResult,
  EncodedText,
  LoadedModel,
  MemoryReading,
  ModelRecord,
  Score,
} from '../../contract/index.ts';
import { NearmostError } from '../../contract/errors.ts';
import type { Child } from './child-process.ts';
import { createPartQueue, type PartQueue } from './part-queue.ts';
import type { CallValue, FromChild, ToChild, WireError } from './protocol.ts';

/** A call that the child is working on. */
interface Call {
  parts: PartQueue | undefined;
  done(value: CallValue | undefined): void;
  fail(error: unknown): void;
}

type Question = ToChild extends infer M ? (M extends { id: number } ? Omit<M, 'id'> : never) : never;

const toError = ({ code, message, hint, param }: WireError): NearmostError =>
  new NearmostError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(param === undefined ? {} : { param }),
  });

/** Longest time that saving conversations holds the end of a model up. */
const KEEP_MS = 5000;

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((done) => (timer = setTimeout(done, ms)));
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** The parent's side of a loaded model: numbers the calls, sorts the answers, fails all of them when the child dies. */
export function connectModel(child: Child, model: ModelRecord, contextSize: number): LoadedModel {
  const calls = new Map<number, Call>();
  let next = 1;
  let over: NearmostError | undefined;
  let awake: ReturnType<typeof setInterval> | undefined;

  /** The child is not referenced by the event loop; while it owes an answer, this is. */
  function hold(): void {
    if (calls.size > 0) awake ??= setInterval(() => undefined, 2 ** 30);
    else {
      clearInterval(awake);
      awake = undefined;
    }
  }

  function settle(id: number): Call | undefined {
    const call = calls.get(id);
    calls.delete(id);
    hold();
    return call;
  }

  child.listen((message: FromChild) => {
    if (message.type === 'parts') for (const [id, parts] of message.calls) calls.get(id)?.parts?.push(parts);
    else if (message.type === 'done') settle(message.id)?.done(message.value);
    else if (message.type === 'error') settle(message.id)?.fail(toError(message.error));
  });
  const exited = child.exited.then((exit) => {
    over = exit.expected
      ? new NearmostError('engine_crashed', `Model "${model.id}" was unloaded while it answered.`)
      : new NearmostError('engine_crashed', `The process of model "${model.id}" died (${exit.detail}).`);
    for (const id of calls.keys()) settle(id)?.fail(over);
    return exit;
  });

  function begin(question: Question, call: Call, signal: AbortSignal | undefined): () => void {
    const cancelled = (): NearmostError => new NearmostError('cancelled', 'The request was cancelled.');
    if (over || signal?.aborted) {
      call.fail(over ?? cancelled());
      return () => undefined;
    }
    const id = next++;
    calls.set(id, call);
    hold();
    child.send({ ...question, id });
    const cancel = (): void => {
      if (!calls.has(id)) return;
      child.send({ type: 'cancel', id });
      settle(id)?.fail(cancelled());
    };
    signal?.addEventListener('abort', cancel, { once: true });
    return () => {
      signal?.removeEventListener('abort', cancel);
      cancel();
    };
  }

  async function ask<T extends CallValue | undefined>(question: Question, signal?: AbortSignal): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const leave = begin(
      question,
      { parts: undefined, done: (value) => resolve(value as T), fail: reject },
      signal,
    );
    return promise.finally(leave);
  }

  async function* stream(question: Question, { signal }: CallOptions = {}): AsyncGenerator<ChatPart> {
    const parts = createPartQueue();
    const leave = begin(question, { parts, done: () => parts.end(), fail: parts.fail }, signal);
    try {
      for (;;) {
        const batch = await parts.take();
        if (batch === undefined) return;
        yield* batch;
      }
    } finally {
      leave();
    }
  }

  const using = ({ adapter }: CallOptions = {}): Pick<CallOptions, 'adapter'> => (adapter ? { adapter } : {});
  let keeps = false;
  const keeping = ({ keep }: CallOptions = {}): Pick<CallOptions, 'keep'> => {
    keeps ||= keep === true;
    return keep ? { keep } : {};
  };

  return {
    model,
    contextSize,
    pid: child.pid,
    chat: (request, options) =>
      stream({ type: 'chat', request, ...using(options), ...keeping(options) }, options),
    complete: (request, options) =>
      stream({ type: 'complete', request, ...using(options), ...keeping(options) }, options),
    async embed(request, { adapter, signal } = {}) {
      if (adapter) throw new NearmostError('unsupported', 'This engine makes no embeddings with an adapter.');
      return ask<EmbedResult>({ type: 'embed', request }, signal);
    },
    async encode(request, answer) {
      const [encoded] = await ask<EncodedText[]>({ type: 'encode', items: [{ request, answer }] });
      return encoded as EncodedText;
    },
    encodeAll: (items, options) => ask<EncodedText[]>({ type: 'encode', items }, options?.signal),
    score: (texts, options) => ask<Score[]>({ type: 'score', texts, ...using(options) }, options?.signal),
    features: (texts, options) => ask<Float32Array[]>({ type: 'features', texts }, options?.signal),
    countTokens: (text) => ask<number>({ type: 'count', text }),
    setThreads: (threads) => child.send({ type: 'threads', threads: Math.max(1, Math.trunc(threads)) }),
    memory: () =>
      ask<MemoryReading>({ type: 'memory' }).catch((): MemoryReading => ({
        residentBytes: null,
        method: 'unavailable',
      })),
    shrink: async () => void (await ask({ type: 'shrink' })),
    restore: async () => void (await ask({ type: 'restore' })),
    exited,
    async close() {
      if (keeps) await within(KEEP_MS, ask({ type: 'keep' })).catch(() => undefined);
      await child.kill();
    },
  };
}
