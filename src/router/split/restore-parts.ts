import type { ChatPart } from '../../contract/index.ts';
import type { Pseudonyms } from '../../privacy/pseudonyms/pseudonyms.ts';
import { createRestorer, type Restorer } from '../../privacy/pseudonyms/restore-stream.ts';

/** Puts personal details back into the words of an answer, across the borders of its parts; calls of tools stay as they are. */
export async function* restoreParts(
  parts: AsyncIterable<ChatPart>,
  pseudonyms: Pick<Pseudonyms, 'original'>,
): AsyncGenerator<ChatPart> {
  const restorers = new Map<string, { type: 'text' | 'reasoning'; choice: number; restorer: Restorer }>();
  function* flushed(): Generator<ChatPart> {
    for (const { type, choice, restorer } of restorers.values()) {
      const text = restorer.flush();
      if (text !== '') yield { type, choice, text };
    }
    restorers.clear();
  }
  for await (const part of parts) {
    if (part.type !== 'text' && part.type !== 'reasoning') {
      if (part.type === 'finish') yield* flushed();
      yield part;
      continue;
    }
    const { type, choice } = part;
    const key = `${type} ${choice}`;
    const own = restorers.get(key) ?? { type, choice, restorer: createRestorer(pseudonyms) };
    restorers.set(key, own);
    const text = own.restorer.push(part.text);
    if (text !== '') yield { ...part, text };
  }
  yield* flushed();
}
