import type { LanguageModelV4, LanguageModelV4Content, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { ChatResult } from '../../contract/chat.ts';
import type { Client } from '../client.ts';
import { callError } from './call-error.ts';
import { askOf } from './call-options.ts';
import { streamParts } from './stream-parts.ts';
import { finishOf, metadataOf, usageOf, warningsOf } from './wire.ts';

function contentOf({ choices: [first] }: ChatResult): LanguageModelV4Content[] {
  const content: LanguageModelV4Content[] = [];
  if (first?.reasoning) content.push({ type: 'reasoning', text: first.reasoning });
  if (first?.text) content.push({ type: 'text', text: first.text });
  for (const { id, name, arguments: input } of first?.toolCalls ?? [])
    content.push({ type: 'tool-call', toolCallId: id, toolName: name, input });
  return content;
}

/**
 * Turns what is yielded into a web stream; an error is a part of it, as the AI SDK wants.
 * @param stop ends the work, also while a part is awaited
 */
function webStream(
  parts: AsyncGenerator<LanguageModelV4StreamPart>,
  {
    asError,
    signal,
    stop,
  }: { asError(error: unknown): unknown; signal: AbortSignal | undefined; stop(): void },
): ReadableStream<LanguageModelV4StreamPart> {
  let left = false;
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await parts.next();
        if (left) return;
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        if (left) return;
        if (signal?.aborted) controller.error(signal.reason);
        else {
          controller.enqueue({ type: 'error', error: asError(error) });
          controller.close();
        }
      }
    },
    cancel() {
      left = true;
      stop();
    },
  });
}

/** A model of the server as a language model of the AI SDK. */
export function languageModel(client: Client, modelId: string): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'nearmost.chat',
    modelId,
    supportedUrls: { 'image/*': [/^https?:\/\/.*$/] },
    async doGenerate(call) {
      const { ask, options, warnings } = askOf(modelId, call);
      try {
        const result = await client.chat(ask, options);
        const { route } = result;
        return {
          content: contentOf(result),
          finishReason: finishOf(result.choices[0]?.finishReason ?? 'stop'),
          usage: usageOf(result.usage),
          warnings: [...warnings, ...warningsOf(result.warnings)],
          providerMetadata: metadataOf(route, result.warnings),
          request: { body: ask },
          response: { id: route.requestId, modelId: route.model },
        };
      } catch (error) {
        throw callError(error, call.abortSignal, ask);
      }
    },
    async doStream(call) {
      const { ask, options, warnings } = askOf(modelId, call);
      const asError = (error: unknown): unknown => callError(error, call.abortSignal, ask);
      const leave = new AbortController();
      const signal = call.abortSignal ? AbortSignal.any([call.abortSignal, leave.signal]) : leave.signal;
      try {
        const parts = streamParts(await client.stream(ask, { ...options, signal }), warnings);
        const stop = (): void => leave.abort();
        return {
          stream: webStream(parts, { asError, signal: call.abortSignal, stop }),
          request: { body: ask },
        };
      } catch (error) {
        throw asError(error);
      }
    },
  };
}
