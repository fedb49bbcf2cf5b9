import type { FinishReason, LedgerEntry, TokenLogprob, ToolCall, Usage } from '../../contract/index.ts';
import { argumentsOf } from '../arguments-of.ts';

/** What one line says; empty at the end of an answer. */
export interface Words {
  text?: string;
  thinking?: string;
  calls?: readonly ToolCall[];
  logprobs?: readonly TokenLogprob[];
}

/** The part of a line that differs between `/api/chat` and `/api/generate`. */
export type Line = (words: Words) => object;

const wireCall = ({ id, name, arguments: json }: ToolCall, index: number): object => ({
  id,
  function: { index, name, arguments: argumentsOf(json) },
});
const logprobsOf = (all: readonly TokenLogprob[] | undefined): object =>
  all === undefined
    ? {}
    : {
        logprobs: all.map(({ token, bytes, logprob, top }) => ({
          token,
          bytes,
          logprob,
          top_logprobs: top,
        })),
      };

export const chatLine: Line = ({ text = '', thinking, calls, logprobs }) => ({
  message: {
    role: 'assistant',
    content: text,
    ...(thinking === undefined ? {} : { thinking }),
    ...(calls?.length ? { tool_calls: calls.map(wireCall) } : {}),
  },
  ...logprobsOf(logprobs),
});

export const generateLine: Line = ({ text = '', thinking, logprobs }) => ({
  response: text,
  ...(thinking === undefined ? {} : { thinking }),
  ...logprobsOf(logprobs),
});

/** Ollama knows `stop` and `length`; a refusal is told by our own word. */
export const doneReason = (reason: FinishReason): string => (reason === 'tool_calls' ? 'stop' : reason);

export const nanoseconds = (ms: number): number => Math.round(ms * 1e6);

/** Counts and durations of the last line, from the ledger; loading is part of the time to the first token. */
export function figures(usage: Usage, row: LedgerEntry | undefined): object {
  const total = row?.durationMs ?? 0;
  const first = Math.min(row?.ttftMs ?? total, total);
  return {
    total_duration: nanoseconds(total),
    load_duration: 0,
    prompt_eval_count: usage.inputTokens,
    prompt_eval_duration: nanoseconds(first),
    eval_count: usage.outputTokens,
    eval_duration: nanoseconds(total - first),
  };
}
