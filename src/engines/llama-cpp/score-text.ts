import { NearmostError } from '../../contract/errors.ts';
import type { EncodedText, Score } from '../../contract/index.ts';
import type { CallState } from './generate.ts';
import type { TextModel } from './open-model.ts';

function check({ contextSize, vocabulary }: TextModel, { tokens, from }: EncodedText, index: number): void {
  const wrong = (why: string): NearmostError =>
    new NearmostError('invalid_request', `Text ${index} cannot be scored: ${why}.`, {
      param: `texts[${index}]`,
    });
  if (!Number.isInteger(from) || from < 1 || from >= tokens.length)
    throw wrong(`its answer cannot begin at ${from} of ${tokens.length} tokens; one must come before it`);
  if (tokens.some((token) => !Number.isInteger(token) || token < 0 || token >= vocabulary.size))
    throw wrong('it holds a token that this model does not have');
  if (tokens.length > contextSize)
    throw new NearmostError(
      'context_too_long',
      `Text ${index} has ${tokens.length} tokens; this model's context is ${contextSize}.`,
      { param: `texts[${index}]` },
    );
}

function scoreText(
  { scheduler }: TextModel,
  { tokens, from }: EncodedText,
  { signal, adapter }: CallState,
): Promise<Score> {
  const expected = tokens.slice(from);
  const score: Score = { logprob: 0, tokens: 0 };
  return new Promise((resolve, reject) => {
    const gone = (): NearmostError => new NearmostError('cancelled', 'The request was cancelled.');
    if (signal.aborted) return reject(gone());
    const cancel = scheduler.start({
      prompt: tokens.slice(0, from),
      adapter,
      expected,
      sampler: { temperature: 0, minP: 0, topK: 0, topP: 1, seed: 0 },
      top: 0,
      maxTokens: expected.length,
      onStart: () => undefined,
      onToken({ logprob }) {
        score.logprob += logprob;
        score.tokens++;
        return {};
      },
      onEnd: () => resolve(score),
      onError: reject,
    });
    const abort = (): void => {
      cancel();
      reject(gone());
    };
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** How likely the model finds `tokens[from]` and what follows, after what stands before; all texts side by side. */
export async function scoreTexts(
  model: TextModel,
  texts: readonly EncodedText[],
  { signal, adapter }: CallState,
): Promise<Score[]> {
  for (const [index, text] of texts.entries()) check(model, text, index);
  const stop = new AbortController();
  const state = { signal: AbortSignal.any([signal, stop.signal]), adapter };
  try {
    return await Promise.all(texts.map((text) => scoreText(model, text, state)));
  } finally {
    stop.abort();
  }
}
