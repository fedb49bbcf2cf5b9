import type { ChatPart } from '../../contract/index.ts';
import type { Parts } from './arriving.ts';

type Stream = AsyncGenerator<ChatPart, void, undefined>;

const warning = (message: string): ChatPart => ({ type: 'warning', message });

/**
 * Puts warnings in front of an answer once it has begun. An answer that fails before it begins gives no part at all,
 * so that another provider may still be asked.
 */
export function withWarnings(warnings: readonly string[], parts: Parts): Parts {
  if (warnings.length === 0) return parts;
  return Symbol.asyncIterator in parts
    ? prefixed(warnings, parts)
    : [...warnings.map((message) => warning(message)), ...parts];
}

async function* prefixed(warnings: readonly string[], parts: Stream): Stream {
  try {
    const first = await parts.next();
    for (const message of warnings) yield warning(message);
    if (first.done) return;
    yield first.value;
    yield* parts;
  } finally {
    await parts.return();
  }
}
