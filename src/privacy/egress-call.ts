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

const DONE = { done: true, value: undefined } as const;

/** What came and was not read yet. A class, because an object that holds its own iterator is slow to make. */
class Inbox implements AsyncIterableIterator<Uint8Array> {
  readonly #more: () => void;
  readonly #leave: () => void;
  #chunks: Uint8Array[] = [];
  #held = 0;
  #over: { error: Error | undefined } | undefined;
  #waiting: PromiseWithResolvers<IteratorResult<Uint8Array>> | undefined;

  /** @param more asks for more once what is held was read; `leave`: nobody reads on */
  constructor(more: () => void, leave: () => void) {
    this.#more = more;
    this.#leave = leave;
  }

  push(chunk: Uint8Array): boolean {
    if (this.#waiting) {
      this.#waiting.resolve({ done: false, value: chunk });
      this.#waiting = undefined;
      return true;
    }
    this.#chunks.push(chunk);
    this.#held += chunk.byteLength;
    return this.#held < HELD_BYTES;
  }

  end(error?: Error): void {
    this.#over ??= { error };
    if (error) this.#waiting?.reject(error);
    else this.#waiting?.resolve(DONE);
    this.#waiting = undefined;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    const value = this.#chunks.shift();
    if (value) {
      this.#held -= value.byteLength;
      if (this.#held < HELD_BYTES) this.#more();
      return Promise.resolve({ done: false, value });
    }
    if (this.#over) return this.#over.error ? Promise.reject(this.#over.error) : Promise.resolve(DONE);
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    this.#chunks = [];
    if (!this.#over) {
      this.#over = { error: undefined };
      this.#leave();
    }
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
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
  const inbox = new Inbox(
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
