import type { ChatPart } from '../../contract/index.ts';

/** An answer that has begun: all of its parts, or a stream of them. */
export type Parts = readonly ChatPart[] | AsyncGenerator<ChatPart, void, undefined>;

/**
 * An answer that is asked for when its first part is read. A whole one is handed on from its list: generators around
 * generators would cost more than everything else about a small answer.
 */
export function arriving(ask: () => Promise<Parts>): AsyncIterableIterator<ChatPart> {
  let asked: Promise<void> | undefined;
  let source: Iterator<ChatPart> | AsyncIterator<ChatPart> | undefined;
  let left = false;
  const open = async (): Promise<void> => {
    const parts = await ask();
    source = Symbol.asyncIterator in parts ? parts : parts[Symbol.iterator]();
  };
  const parts: AsyncIterableIterator<ChatPart> = {
    [Symbol.asyncIterator]: () => parts,
    async next() {
      if (left) return { done: true, value: undefined };
      if (!source) await (asked ??= open());
      return source!.next();
    },
    async return() {
      left = true;
      await asked;
      await source?.return?.();
      return { done: true, value: undefined };
    },
  };
  return parts;
}
