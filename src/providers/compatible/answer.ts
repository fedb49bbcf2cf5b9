import type { FinishReason, TokenLogprob, Usage } from '../../contract/index.ts';
import { count, list, record, text, type Loose } from '../shared/loose.ts';
import type { Quirks } from './quirks.ts';

/** Words for the end of an answer, in all the dialects that call themselves compatible. */
const FINISH: Record<string, FinishReason> = {
  stop: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  end_turn: 'stop',
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'content_filter',
  safety: 'content_filter',
};

/** The end of an answer. An answer that stops with calls of tools ended for them. */
export function finishReason(word: unknown, calledTools: boolean): FinishReason {
  const reason = FINISH[text(word).toLowerCase()] ?? 'stop';
  return reason === 'stop' && calledTools ? 'tool_calls' : reason;
}

/** Text and thinking of a message or a delta. Mistral sends lists of typed pieces instead of text. */
export function readContent(message: Loose): { reasoning: string; answer: string } {
  const thought = message['reasoning_content'] ?? message['reasoning'];
  const content = message['content'] ?? message['refusal'];
  if (!Array.isArray(content)) return { reasoning: text(thought), answer: text(content) };
  let reasoning = text(thought);
  let answer = '';
  for (const piece of content.map(record)) {
    if (piece['type'] === 'thinking')
      reasoning += list(piece['thinking'])
        .map((part) => text(record(part)['text']))
        .join('');
    else answer += text(piece['text']);
  }
  return { reasoning, answer };
}

/** Counts of tokens; undefined when there are none, or none that can be meant. */
export function readUsage(chunk: Loose, quirks: Quirks): Usage | undefined {
  const own = record(chunk['usage']);
  const usage = own['prompt_tokens'] === undefined ? record(record(chunk['x_groq'])['usage']) : own;
  const inputTokens = count(usage['prompt_tokens']);
  if (inputTokens === undefined) return undefined;
  const completion = count(usage['completion_tokens']) ?? 0;
  const total = count(usage['total_tokens']) ?? 0;
  const outputTokens = quirks.thinkingOnlyInTotal ? Math.max(completion, total - inputTokens) : completion;
  const cachedInputTokens =
    count(record(usage['prompt_tokens_details'])['cached_tokens']) ?? count(usage['prompt_cache_hit_tokens']);
  const reasoningTokens = count(record(usage['completion_tokens_details'])['reasoning_tokens']);
  return {
    inputTokens,
    outputTokens,
    ...(cachedInputTokens === undefined ? {} : { cachedInputTokens }),
    ...(reasoningTokens === undefined ? {} : { reasoningTokens }),
  };
}

const bytesOf = (token: string, bytes: unknown): number[] =>
  Array.isArray(bytes)
    ? bytes.filter((byte): byte is number => typeof byte === 'number')
    : [...Buffer.from(token)];

function logprob(value: unknown): Omit<TokenLogprob, 'top'> | undefined {
  const { token, logprob: score, bytes } = record(value);
  return typeof token === 'string' && typeof score === 'number'
    ? { token, logprob: score, bytes: bytesOf(token, bytes) }
    : undefined;
}

/** Log-probabilities of a chat answer, or of a raw completion (which has lists side by side). */
export function readLogprobs(value: unknown): TokenLogprob[] | undefined {
  const logprobs = record(value);
  if (Array.isArray(logprobs['tokens'])) return completionLogprobs(logprobs);
  const read = list(logprobs['content']).flatMap((entry): TokenLogprob[] => {
    const own = logprob(entry);
    const top = list(record(entry)['top_logprobs']).map(logprob);
    return own ? [{ ...own, top: top.filter((one) => one !== undefined) }] : [];
  });
  return read.length === 0 ? undefined : read;
}

function completionLogprobs(logprobs: Loose): TokenLogprob[] | undefined {
  const scores = list(logprobs['token_logprobs']);
  const tops = list(logprobs['top_logprobs']);
  const read = list(logprobs['tokens']).flatMap((token, at): TokenLogprob[] => {
    const score = scores[at];
    // The first token of an echoed prompt has no probability.
    if (typeof token !== 'string' || typeof score !== 'number') return [];
    const top = Object.entries(record(tops[at])).flatMap(([other, value]) =>
      typeof value === 'number' ? [{ token: other, logprob: value, bytes: bytesOf(other, undefined) }] : [],
    );
    return [{ token, logprob: score, bytes: bytesOf(token, undefined), top }];
  });
  return read.length === 0 ? undefined : read;
}
