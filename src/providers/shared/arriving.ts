import type { ChatPart } from '../../contract/index.ts';

/** An answer that has begun: all of its parts, or a stream of them. */
export type Parts = readonly ChatPart[] | AsyncGenerator<ChatPart, void, undefined>;

/** Parts as they come. */
export interface Arriving extends AsyncIterableIterator<ChatPart> {
  /** Those that are there already: the first may be taken off the list instead of being waited for. */
  readonly ready: ChatPart[];
}

/**
 * An answer that is asked for when its first part is read. A whole one is handed on as a list: generators around generators
 * would cost more than everything else about a small answer.
 */
export function arriving(ask: () => Promise<Parts>): Arriving {
  const ready: ChatPart[] = [];
  let asked: Promise<void> | undefined;
  let stream: AsyncIterator<ChatPart> | undefined;
  let left = false;
  const open = async (): Promise<void> => {
    const parts = await ask();
    if (Symbol.asyncIterator in parts) stream = parts;
    else ready.push(...parts);
  };
  const parts: Arriving = {
    ready,
    async next() {
      if (!left) await (asked ??= open());
      const value = left ? undefined : ready.shift();
      if (value) return { done: false, value };
      return stream && !left ? stream.next() : { done: true, value: undefined };
    },
    async return() {
      left = true;
      await asked;
      ready.length = 0;
      await stream?.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => parts,
  };
  return parts;
}
