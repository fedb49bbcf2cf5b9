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

/** Turns what is yielded into a web stream; an error is a part of it, as the AI SDK wants. */
function webStream(
  parts: AsyncGenerator<LanguageModelV4StreamPart>,
  asError: (error: unknown) => unknown,
  signal: AbortSignal | undefined,
): ReadableStream<LanguageModelV4StreamPart> {
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        if (signal?.aborted) controller.error(signal.reason);
        else {
          controller.enqueue({ type: 'error', error: asError(error) });
          controller.close();
        }
      }
    },
    async cancel() {
      await parts.return(undefined);
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
      try {
        const stream = await client.stream(ask, options);
        return {
          stream: webStream(streamParts(stream, warnings), asError, call.abortSignal),
          request: { body: ask },
        };
      } catch (error) {
        throw asError(error);
      }
    },
  };
}
