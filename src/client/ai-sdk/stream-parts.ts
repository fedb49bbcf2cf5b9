import type { LanguageModelV4StreamPart, SharedV4Warning } from '@ai-sdk/provider';
import type { ChatPart, FinishReason, Usage } from '../../contract/chat.ts';
import type { ClientStream } from '../open-stream.ts';
import { finishOf, metadataOf, usageOf } from './wire.ts';

interface Call {
  id: string;
  name: string;
  arguments: string;
}

/** A streamed answer as parts of the AI SDK: every block begins and ends, calls come whole at the end of their block. */
export async function* streamParts(
  { head, parts, done }: ClientStream,
  warnings: SharedV4Warning[],
): AsyncGenerator<LanguageModelV4StreamPart> {
  const calls = new Map<number, Call>();
  const told: string[] = [];
  let block: { kind: 'text' | 'reasoning'; id: string } | undefined;
  let blocks = 0;
  let finish: FinishReason = 'stop';
  let usage: Usage = { inputTokens: 0, outputTokens: 0 };

  function* end(): Generator<LanguageModelV4StreamPart> {
    if (block) yield { type: `${block.kind}-end`, id: block.id };
    block = undefined;
  }
  function* grow(kind: 'text' | 'reasoning', delta: string): Generator<LanguageModelV4StreamPart> {
    if (block?.kind !== kind) {
      yield* end();
      block = { kind, id: `${kind}-${(blocks += 1)}` };
      yield { type: `${kind}-start`, id: block.id };
    }
    yield { type: `${kind}-delta`, id: block.id, delta };
  }
  function* growCall(part: Extract<ChatPart, { type: 'tool-call' }>): Generator<LanguageModelV4StreamPart> {
    let call = calls.get(part.index);
    if (!call) {
      yield* end();
      call = { id: part.id ?? `call_${part.index}`, name: part.name ?? '', arguments: '' };
      calls.set(part.index, call);
      yield { type: 'tool-input-start', id: call.id, toolName: call.name };
    }
    if (part.arguments === '') return;
    call.arguments += part.arguments;
    yield { type: 'tool-input-delta', id: call.id, delta: part.arguments };
  }
  function* endCalls(): Generator<LanguageModelV4StreamPart> {
    for (const { id, name, arguments: input } of calls.values()) {
      yield { type: 'tool-input-end', id };
      yield { type: 'tool-call', toolCallId: id, toolName: name, input };
    }
    calls.clear();
  }

  yield { type: 'stream-start', warnings };
  yield { type: 'response-metadata', id: head.requestId, modelId: head.model };
  for await (const part of parts) {
    if (part.type === 'usage') ({ usage } = part);
    else if (part.type === 'warning') told.push(part.message);
    else if (part.choice !== 0) continue;
    else if (part.type === 'tool-call') yield* growCall(part);
    else if (part.type === 'finish') finish = part.reason;
    else yield* grow(part.type, part.text);
  }
  yield* end();
  yield* endCalls();
  const route = await done;
  yield {
    type: 'finish',
    finishReason: finishOf(finish),
    usage: usageOf(usage),
    ...(route ? { providerMetadata: metadataOf(route, told) } : {}),
  };
}
