import { sse } from '../../src/kit/testing/fake-upstream.ts';

const chunk = (delta: object, finish: string | null = null): object => ({
  id: 'x',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'large',
  choices: [{ index: 0, delta, finish_reason: finish }],
});

/** A streamed answer of an OpenAI-compatible provider. @param size characters of one piece */
export function answerChunks(text: string, size = 16): string[] {
  const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
  const usage = { prompt_tokens: 10, completion_tokens: pieces.length, total_tokens: 10 + pieces.length };
  return sse(
    ...pieces.map((content) => chunk({ content })),
    chunk({}, 'stop'),
    { ...chunk({}), choices: [], usage },
    '[DONE]',
  );
}

/** The same, broken off before its end. */
export const halfAnswer = (text: string, size = 16): string[] => answerChunks(text, size).slice(0, -3);
