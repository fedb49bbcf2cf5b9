import {
  NearmostError,
  type ChatPart,
  type ChatRequest,
  type CompletionRequest,
  type EmbedRequest,
  type EmbedResult,
  type Provider,
  type ProviderCall,
} from '../contract/index.ts';
import { quirksFor, type ModelQuirks, type Quirks } from './compatible/quirks.ts';
import { readEmbeddings } from './compatible/embeddings.ts';
import { readAnswer } from './compatible/read.ts';
import { wireChat, wireCompletion, type WireRequest } from './compatible/request.ts';
import { send } from './compatible/send.ts';
import { arriving, type Parts } from './shared/arriving.ts';
import { wantsStream } from './shared/wants-stream.ts';
import { withWarnings } from './shared/with-warnings.ts';

/** A provider of the OpenAI dialect, as data. */
export interface CompatibleSpec extends Omit<Provider, 'chat' | 'complete' | 'embed'> {
  /** How it departs from the dialect. */
  quirks?: Quirks;
  /** Departures of some of its models. */
  models?: readonly ModelQuirks[];
  /** True when it has `/completions`. */
  completions?: boolean;
  /** True when it has `/embeddings`; default: it names an embedding model. */
  embeddings?: boolean;
}

const authorization = (call: ProviderCall): Record<string, string> =>
  call.key === undefined ? {} : { authorization: `Bearer ${call.key}` };

/**
 * Makes a provider from its description.
 * @example export default openAiCompatible({ id: 'groq', name: 'Groq', baseUrl: 'https://api.groq.com/openai/v1', ... })
 */
export function openAiCompatible(spec: CompatibleSpec): Provider {
  const { quirks: base = {}, models = [], completions = false, embeddings, ...about } = spec;

  async function answer(
    task: 'chat' | 'complete',
    wire: WireRequest,
    request: ChatRequest | CompletionRequest,
    call: ProviderCall,
    stream: boolean,
  ): Promise<Parts> {
    const path = task === 'chat' ? '/chat/completions' : '/completions';
    const sent = await send(spec, call, { task, path, headers: authorization(call), wire });
    const quirks = quirksFor(base, models, request.model);
    const asked = { n: request.n ?? 1, requestId: call.requestId, quirks };
    return withWarnings(wire.warnings, await readAnswer(sent, asked, stream));
  }

  const chat = (request: ChatRequest, call: ProviderCall): AsyncIterable<ChatPart> => {
    const stream = wantsStream(request, call);
    const wire = wireChat(request, quirksFor(base, models, request.model), spec.name, stream);
    return arriving(() => answer('chat', wire, request, call, stream));
  };

  const complete = (request: CompletionRequest, call: ProviderCall): AsyncIterable<ChatPart> => {
    const stream = wantsStream(request, call);
    const wire = wireCompletion(request, quirksFor(base, models, request.model), spec.name, stream);
    return arriving(() => answer('complete', wire, request, call, stream));
  };

  const embed = async (request: EmbedRequest, call: ProviderCall): Promise<EmbedResult> => {
    const { model, input, dimensions } = request;
    const quirks = quirksFor(base, models, model);
    if (dimensions !== undefined && quirks.dimensions === false)
      throw new NearmostError('unsupported', `${spec.name} cannot cut vectors to a length.`, {
        param: 'dimensions',
      });
    const body = { model, input, ...(dimensions === undefined ? {} : { dimensions }) };
    const wire = { body, warnings: [] };
    const sent = await send(spec, call, {
      task: 'embed',
      path: '/embeddings',
      headers: authorization(call),
      wire,
    });
    return readEmbeddings(sent, request);
  };

  return {
    ...about,
    chat,
    ...(completions ? { complete } : {}),
    ...((embeddings ?? spec.embeddingModel !== undefined) ? { embed } : {}),
  };
}
