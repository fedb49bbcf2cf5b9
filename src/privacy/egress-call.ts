import type { Agent, Dispatcher } from 'undici';
import { NearmostError, type EgressRequest, type EgressResponse } from '../contract/index.ts';

const DEFAULT_TIMEOUT_MS = 60_000;
const MAX_TEXT_BYTES = 64 * 2 ** 20;
/** Bytes that are held for a reader who is slower than the socket. */
const HELD_BYTES = 65_536;

/** Header values as single strings. */
function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

/** What came and was not read yet. */
interface Inbox extends AsyncIterableIterator<Uint8Array> {
  push(chunk: Uint8Array): boolean;
  end(error?: Error): void;
}

/** @param more asks for more once what is held was read; `leave`: nobody reads on */
function createInbox(more: () => void, leave: () => void): Inbox {
  let chunks: Uint8Array[] = [];
  let held = 0;
  let over: { error: Error | undefined } | undefined;
  let waiting: PromiseWithResolvers<IteratorResult<Uint8Array>> | undefined;
  const done = { done: true, value: undefined } as const;
  const inbox: Inbox = {
    push(chunk) {
      if (waiting) {
        waiting.resolve({ done: false, value: chunk });
        waiting = undefined;
        return true;
      }
      chunks.push(chunk);
      held += chunk.byteLength;
      return held < HELD_BYTES;
    },
    end(error) {
      over ??= { error };
      if (error) waiting?.reject(error);
      else waiting?.resolve(done);
      waiting = undefined;
    },
    next() {
      const value = chunks.shift();
      if (value) {
        held -= value.byteLength;
        if (held < HELD_BYTES) more();
        return Promise.resolve({ done: false, value });
      }
      if (over) return over.error ? Promise.reject(over.error) : Promise.resolve(done);
      waiting = Promise.withResolvers();
      return waiting.promise;
    },
    return() {
      chunks = [];
      if (!over) {
        over = { error: undefined };
        leave();
      }
      return Promise.resolve(done);
    },
    [Symbol.asyncIterator]: () => inbox,
  };
  return inbox;
}

/** Reads a body to its end, refusing to hold more than `maxBytes`. */
async function readText(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes)
      throw new NearmostError('upstream_bad_answer', `The answer is longer than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes).toString('utf8');
}

/**
 * One request over a connection that is kept alive. What undici's own `request` adds (a readable stream, mixins of fetch)
 * costs a third of the processor time of a small call, so its dispatcher is driven directly.
 */
export function callOnce(agent: Agent, url: URL, request: EgressRequest): Promise<EgressResponse> {
  const { method, headers, body, signal, timeoutMs = DEFAULT_TIMEOUT_MS } = request;
  const { promise, resolve, reject } = Promise.withResolvers<EgressResponse>();
  let controller: Dispatcher.DispatchController | undefined;
  let stopped: Error | undefined;
  const stop = (reason: Error): void => {
    stopped ??= reason;
    controller?.abort(stopped);
  };
  const abort = (): void => stop(signal?.reason as Error);
  if (signal?.aborted) return Promise.reject(signal.reason as Error);
  signal?.addEventListener('abort', abort);
  const inbox = createInbox(
    () => controller?.paused && controller.resume(),
    () => stop(new NearmostError('cancelled', 'The answer was not read to its end.')),
  );
  const end = (error?: Error): void => {
    signal?.removeEventListener('abort', abort);
    inbox.end(error);
  };
  agent.dispatch(
    {
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers,
      body: body ?? null,
      headersTimeout: timeoutMs,
    },
    {
      onRequestStart(started) {
        controller = started;
        if (stopped) started.abort(stopped);
      },
      onResponseStart(_, status, received) {
        if (status < 200) return; // an announcement: the answer follows
        resolve({
          status,
          headers: flatten(received),
          body: inbox,
          text: (maxBytes = MAX_TEXT_BYTES) => readText(inbox, maxBytes),
        });
      },
      onResponseData(reading, chunk) {
        if (!inbox.push(chunk)) reading.pause();
      },
      onResponseEnd: () => end(),
      onResponseError(_, error) {
        end(error);
        reject(error);
      },
    },
  );
  return promise;
}
