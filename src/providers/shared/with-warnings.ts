import type { ChatPart } from '../../contract/index.ts';

type Parts = AsyncGenerator<ChatPart, void, undefined>;

/**
 * Puts warnings in front of an answer once it has begun. An answer that fails before it begins gives no part at all,
 * so that another provider may still be asked.
 */
export const withWarnings = (warnings: readonly string[], parts: Parts): Parts =>
  warnings.length === 0 ? parts : prefixed(warnings, parts);

async function* prefixed(warnings: readonly string[], parts: Parts): Parts {
  try {
    const first = await parts.next();
    for (const message of warnings) yield { type: 'warning', message };
    if (first.done) return;
    yield first.value;
    yield* parts;
  } finally {
    await parts.return();
  }
}
