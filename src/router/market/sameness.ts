import { createHash, randomBytes } from 'node:crypto';
import type { ChatRequest, CompletionRequest } from '../../contract/index.ts';

/** Longer requests are not compared: it would cost more than it tells. */
const LONGEST = 16_384;
const MOST = 256;

/** Whether a model says the same again, from requests at temperature 0 that came twice. */
export interface Sameness {
  /** Notes an answer; true or false when the same request was answered by this model before, else undefined. */
  compare(model: string, request: ChatRequest | CompletionRequest, text: string): boolean | undefined;
}

/** Keeps digests in memory, salted for this run: no text, nothing on disk. */
export function createSameness(): Sameness {
  const salt = randomBytes(16);
  const answers = new Map<string, string>();
  const digest = (text: string): string =>
    createHash('sha256').update(salt).update(text).digest('base64').slice(0, 22);
  return {
    compare(model, request, text) {
      if (request.temperature !== 0 || (request.n ?? 1) > 1) return undefined;
      const written = JSON.stringify({ ...request, model });
      if (written.length > LONGEST) return undefined;
      const key = digest(written);
      const answer = digest(text);
      const before = answers.get(key);
      answers.delete(key);
      answers.set(key, answer);
      if (answers.size > MOST) answers.delete(answers.keys().next().value as string);
      return before === undefined ? undefined : before === answer;
    },
  };
}
