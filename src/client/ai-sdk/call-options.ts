import type { LanguageModelV4CallOptions, SharedV4Warning } from '@ai-sdk/provider';
import type { ToolChoice } from '../../contract/chat.ts';
import type { CallOptions } from '../transport.ts';
import type { Ask } from '../wire-request.ts';
import { messagesOf } from './prompt.ts';

/** A call of the AI SDK as a request of the client. */
export interface AskedModel {
  ask: Exclude<Ask, string>;
  options: CallOptions;
  warnings: SharedV4Warning[];
}

/** What an app may say beside the call: `providerOptions: { nearmost: { label: 'public' } }`. */
export type NearmostOptions = Pick<CallOptions, 'app' | 'label' | 'route' | 'nextModel'>;

function toolChoice(choice: LanguageModelV4CallOptions['toolChoice']): ToolChoice | undefined {
  return choice?.type === 'tool' ? { name: choice.toolName } : choice?.type;
}

/** Options of a call that are meant for us, with its headers and its signal. */
export function callOptionsOf(
  call: Pick<LanguageModelV4CallOptions, 'headers' | 'abortSignal' | 'providerOptions'>,
): CallOptions {
  const own = (call.providerOptions?.['nearmost'] ?? {}) as NearmostOptions;
  const { app, label, route, nextModel } = own;
  const said = Object.entries({ app, label, route, nextModel }).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(said),
    ...(call.headers ? { headers: call.headers } : {}),
    ...(call.abortSignal ? { signal: call.abortSignal } : {}),
  };
}

/**
 * What the AI SDK asks, in our words.
 * @throws NearmostError unsupported, for files that no model here reads
 */
export function askOf(model: string, call: LanguageModelV4CallOptions): AskedModel {
  const warnings: SharedV4Warning[] = [];
  const ask: Exclude<Ask, string> = { model, messages: messagesOf(call.prompt) };
  const put = <K extends keyof typeof ask>(name: K, value: (typeof ask)[K] | undefined): void => {
    if (value !== undefined) ask[name] = value;
  };
  put('maxTokens', call.maxOutputTokens);
  put('temperature', call.temperature);
  put('topP', call.topP);
  put('topK', call.topK);
  put('seed', call.seed);
  put('stop', call.stopSequences?.length ? call.stopSequences : undefined);
  put('frequencyPenalty', call.frequencyPenalty);
  put('presencePenalty', call.presencePenalty);
  const tools = (call.tools ?? []).flatMap((tool) => {
    if (tool.type === 'function') {
      const { name, description, inputSchema, strict } = tool;
      return {
        name,
        parameters: { ...inputSchema },
        ...(description === undefined ? {} : { description }),
        ...(strict === undefined ? {} : { strict }),
      };
    }
    warnings.push({
      type: 'unsupported',
      feature: `tool ${tool.id}`,
      details: 'Only function tools are here.',
    });
    return [];
  });
  if (tools.length > 0) {
    put('tools', tools);
    put('toolChoice', toolChoice(call.toolChoice));
  }
  const format = call.responseFormat;
  if (format?.type === 'json')
    ask.responseFormat = format.schema
      ? { type: 'json_schema', name: format.name ?? 'answer', schema: { ...format.schema }, strict: true }
      : { type: 'json_object' };
  const { reasoning } = call;
  if (reasoning !== undefined && reasoning !== 'provider-default')
    ask.effort = reasoning === 'max' ? 'xhigh' : reasoning;
  return { ask, options: callOptionsOf(call), warnings };
}
