import type { Llama } from 'node-llama-cpp';
import { NearmostError } from '../../contract/errors.ts';
import type { AdapterUse, ChatPart, EncodedText } from '../../contract/index.ts';
import { type CallState, generateChat, generateText } from './generate.ts';
import { type OpenModel, openModel } from './open-model.ts';
import type { CallValue, FromChild, LoadMessage, ToChild, WireError } from './protocol.ts';
import { scoreTexts } from './score-text.ts';

export interface ServeOptions {
  llama: Llama;
  send(message: FromChild): void;
  /** What llama.cpp complained about; the reason of a failure is there, not in the exception. */
  complaints: string[];
}

/** Texts encoded in one turn of the event loop. */
const PORTION = 32;

/** The child's side of all messages: loads one model, runs its calls. The result takes what the parent sends. */
export function serve({ llama, send, complaints }: ServeOptions): (message: ToChild) => void {
  const running = new Map<number, AbortController>();
  const outbox = new Map<number, ChatPart[]>();
  let loaded: OpenModel | undefined;
  let flushing = false;

  /** Sends all parts made since the last time, of all calls, in one message. */
  function flush(): void {
    if (outbox.size === 0) return;
    const calls = [...outbox];
    outbox.clear();
    send({ type: 'parts', calls });
  }

  function emit(id: number, part: ChatPart): void {
    const waiting = outbox.get(id);
    if (waiting) waiting.push(part);
    else outbox.set(id, [part]);
    if (flushing) return;
    flushing = true;
    setImmediate(() => {
      flushing = false;
      flush();
    });
  }

  function wire(error: unknown): WireError {
    const { code, message, hint, param } = NearmostError.from(error);
    return { code, message, hint, ...(param === undefined ? {} : { param }) };
  }

  const needText = (): NonNullable<OpenModel['text']> => {
    if (loaded?.text) return loaded.text;
    throw new NearmostError('unsupported', 'This model makes embeddings only; it cannot write.', {
      param: 'model',
    });
  };

  /** In portions, so that others are answered meanwhile. */
  async function encodeAll(
    items: Extract<ToChild, { type: 'encode' }>['items'],
    signal: AbortSignal,
  ): Promise<EncodedText[]> {
    const { encode } = needText();
    const encoded: EncodedText[] = [];
    for (const [index, { request, answer }] of items.entries()) {
      if (signal.aborted) throw new NearmostError('cancelled', 'The request was cancelled.');
      try {
        encoded.push(encode(request, answer));
      } catch (error) {
        const { code, message, hint } = NearmostError.from(error);
        throw new NearmostError(code, `Text ${index} cannot be encoded: ${message}`, { hint, cause: error });
      }
      if (index % PORTION === PORTION - 1) await new Promise((next) => setImmediate(next));
    }
    return encoded;
  }

  async function answer(
    message: Extract<ToChild, { id: number }>,
    signal: AbortSignal,
  ): Promise<CallValue | undefined> {
    if (!loaded) throw new NearmostError('internal', 'No model is loaded.');
    const { id } = message;
    const state = async (adapter: AdapterUse | undefined, keep = false): Promise<CallState> => ({
      signal,
      keep,
      adapter: await needText().adapters.resolve(adapter),
    });
    const out = (part: ChatPart): void => emit(id, part);
    switch (message.type) {
      case 'chat':
        await generateChat(needText(), message.request, out, await state(message.adapter, message.keep));
        return undefined;
      case 'complete':
        await generateText(needText(), message.request, out, await state(message.adapter, message.keep));
        return undefined;
      case 'encode':
        return encodeAll(message.items, signal);
      case 'score':
        return scoreTexts(needText(), message.texts, await state(message.adapter));
      case 'embed':
        return loaded.embedder.embed(message.request, signal);
      case 'features':
        return loaded.embedder.features(message.texts, signal);
      case 'count':
        return loaded.countTokens(message.text);
      case 'memory':
        return { residentBytes: process.memoryUsage.rss(), method: 'measured' };
      case 'keep':
        await loaded.text?.scheduler.keep();
        return undefined;
      case 'shrink':
        await loaded.shrink();
        return undefined;
      case 'restore':
        await loaded.restore();
        return undefined;
      case 'cancel':
        return undefined;
    }
  }

  async function call(message: Extract<ToChild, { id: number }>): Promise<void> {
    const { id } = message;
    if (message.type === 'cancel') return running.get(id)?.abort();
    const control = new AbortController();
    running.set(id, control);
    try {
      const value = await answer(message, control.signal);
      flush();
      send(value === undefined ? { type: 'done', id } : { type: 'done', id, value });
    } catch (error) {
      flush();
      send({ type: 'error', id, error: wire(error) });
    } finally {
      running.delete(id);
    }
  }

  async function load(message: LoadMessage): Promise<void> {
    complaints.length = 0;
    try {
      loaded = await openModel(llama, message, flush);
      send({ type: 'loaded', contextSize: loaded.contextSize });
    } catch (error) {
      const said = [error instanceof Error ? error.message : String(error), ...complaints.slice(-3)].join(
        '; ',
      );
      const known = NearmostError.isInstance(error) ? wire(error) : undefined;
      const tooBig = /memory|alloc/i.test(said);
      send({
        type: 'failed',
        error: known ?? {
          code: tooBig ? 'model_too_big' : 'load_failed',
          message: `The model could not be loaded: ${said}.`,
        },
      });
    }
  }

  return (message) => {
    if (message.type === 'load') void load(message);
    else if (message.type === 'threads') loaded?.setThreads(message.threads);
    else void call(message);
  };
}
