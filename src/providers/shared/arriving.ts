import type { ChatPart } from '../../contract/index.ts';

/** An answer that has begun: all of its parts, or a stream of them. */
export type Parts = readonly ChatPart[] | AsyncGenerator<ChatPart, void, undefined>;

/** Parts as they come. */
export interface Arriving extends AsyncIterableIterator<ChatPart> {
  /** Those that are there already: the first may be taken off the list instead of being waited for. */
  readonly ready: ChatPart[];
}

/** A class, because an object that holds its own iterator is slow to make, and every request makes one. */
class Arrival implements Arriving {
  readonly ready: ChatPart[] = [];
  readonly #ask: () => Promise<Parts>;
  #asked: Promise<void> | undefined;
  #stream: AsyncIterator<ChatPart> | undefined;
  #left = false;

  constructor(ask: () => Promise<Parts>) {
    this.#ask = ask;
  }

  async #open(): Promise<void> {
    const parts = await this.#ask();
    if (Symbol.asyncIterator in parts) this.#stream = parts;
    else this.ready.push(...parts);
  }

  async next(): Promise<IteratorResult<ChatPart>> {
    if (!this.#left) await (this.#asked ??= this.#open());
    const value = this.#left ? undefined : this.ready.shift();
    if (value) return { done: false, value };
    return this.#stream && !this.#left ? this.#stream.next() : { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<ChatPart>> {
    this.#left = true;
    await this.#asked;
    this.ready.length = 0;
    await this.#stream?.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/**
 * An answer that is asked for when its first part is read. A whole one is handed on as a list: generators around generators
 * would cost more than everything else about a small answer.
 */
export const arriving = (ask: () => Promise<Parts>): Arriving => new Arrival(ask);
