import type { ChatPart, ChatResult, Choice, FinishReason, TokenLogprob, Usage } from '../contract/chat.ts';
import { NearmostError } from '../contract/errors.ts';
import type { RouteInfo, Served } from '../contract/route.ts';
import { readSse } from '../kit/sse.ts';
import { errorOf } from './error-of.ts';

interface WireCall {
  index?: number;
  id?: string;
  function: { name?: string; arguments: string };
}
interface WireText {
  content?: string | null;
  reasoning_content?: string;
  tool_calls?: WireCall[];
}
interface WireChoice {
  index: number;
  message?: WireText;
  delta?: WireText;
  logprobs?: { content: (Omit<TokenLogprob, 'top'> & { top_logprobs: TokenLogprob['top'] })[] } | null;
  finish_reason: FinishReason | null;
}
interface WireUsage {
  prompt_tokens: number;
  completion_tokens: number;
  prompt_tokens_details?: { cached_tokens?: number };
  completion_tokens_details?: { reasoning_tokens?: number };
}
/** A chat answer of the server, whole or one chunk of it. */
interface WireAnswer {
  choices: WireChoice[];
  usage?: WireUsage | null;
  nearmost?: RouteInfo & { warnings: string[] };
}

const usageOf = (wire: WireUsage | null | undefined): Usage => ({
  inputTokens: wire?.prompt_tokens ?? 0,
  outputTokens: wire?.completion_tokens ?? 0,
  cachedInputTokens: wire?.prompt_tokens_details?.cached_tokens ?? 0,
  reasoningTokens: wire?.completion_tokens_details?.reasoning_tokens ?? 0,
});

const logprobsOf = ({ logprobs }: WireChoice): { logprobs?: TokenLogprob[] } =>
  logprobs
    ? { logprobs: logprobs.content.map(({ top_logprobs: top, ...token }) => ({ ...token, top })) }
    : {};

const unreadable = (cause?: unknown): NearmostError =>
  new NearmostError('upstream_bad_answer', 'The server sent what is no answer.', {
    hint: 'Check the address: is a server of Nearmost there?',
    cause,
  });

function choiceOf(wire: WireChoice): Choice {
  const { content, reasoning_content: reasoning, tool_calls: calls } = wire.message ?? {};
  return {
    text: content ?? '',
    finishReason: wire.finish_reason ?? 'stop',
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(calls?.length
      ? {
          toolCalls: calls.map(({ id = '', function: { name = '', arguments: args } }) => ({
            id,
            name,
            arguments: args,
          })),
        }
      : {}),
    ...logprobsOf(wire),
  };
}

/** A whole answer with its route. */
export function readWhole(body: unknown): Served<ChatResult> {
  const { choices, usage, nearmost } = (body ?? {}) as Partial<WireAnswer>;
  if (!Array.isArray(choices) || nearmost === undefined) throw unreadable();
  const { warnings, ...route } = nearmost;
  return { choices: choices.map(choiceOf), usage: usageOf(usage), warnings, route };
}

function* partsOf(wire: WireChoice): Generator<ChatPart> {
  const { index: choice, delta = {}, finish_reason: reason } = wire;
  if (delta.reasoning_content) yield { type: 'reasoning', choice, text: delta.reasoning_content };
  if (delta.content) yield { type: 'text', choice, text: delta.content, ...logprobsOf(wire) };
  for (const { index = 0, id, function: called } of delta.tool_calls ?? [])
    yield {
      type: 'tool-call',
      choice,
      index,
      ...(id === undefined ? {} : { id }),
      ...(called.name === undefined ? {} : { name: called.name }),
      arguments: called.arguments,
    };
  if (reason !== null) yield { type: 'finish', choice, reason };
}

/**
 * The parts of a streamed answer, as the contract orders them: warnings and usage come last.
 * @param onEnd hears the final record
 */
export async function* readStream(
  body: AsyncIterable<Uint8Array>,
  onEnd: (route: RouteInfo) => void,
): AsyncGenerator<ChatPart, void, undefined> {
  for await (const { data } of readSse(body)) {
    if (data === '[DONE]') return;
    let chunk: Partial<WireAnswer> & { error?: unknown };
    try {
      chunk = JSON.parse(data) as typeof chunk;
    } catch (error) {
      throw unreadable(error);
    }
    if (chunk.error !== undefined) throw errorOf(chunk, 200);
    for (const choice of chunk.choices ?? []) yield* partsOf(choice);
    if (chunk.nearmost === undefined) continue;
    const { warnings, ...route } = chunk.nearmost;
    onEnd(route);
    for (const words of warnings) yield { type: 'warning', message: words };
    yield { type: 'usage', usage: usageOf(chunk.usage) };
  }
  throw new NearmostError('not_running', 'The server ended before its answer did.');
}
