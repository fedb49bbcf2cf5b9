import type { EmbeddingModelV4, ImageModelV4, LanguageModelV4, ProviderV4 } from '@ai-sdk/provider';
import { NearmostError } from '../../contract/errors.ts';
import { createClient, type ClientOptions } from '../client.ts';
import { embeddingModel } from './embedding-model.ts';
import { languageModel } from './language-model.ts';

/** A provider of the AI SDK; called with a name, it gives the language model. */
export interface NearmostProvider extends ProviderV4 {
  /** @param modelId default `auto`: the nearest model that can do it */
  (modelId?: string): LanguageModelV4;
  languageModel(modelId?: string): LanguageModelV4;
  /** @param modelId default `auto` */
  embeddingModel(modelId?: string): EmbeddingModelV4;
}

function noImages(): ImageModelV4 {
  throw new NearmostError('unsupported', 'Nearmost has no models that make images.');
}

/**
 * Makes a provider for the AI SDK. The server is found as by `createClient`; the SDK itself repeats what may succeed later.
 * @example
 * const nearmost = createNearmost({ app: 'mail' });
 * const { text, providerMetadata } = await generateText({ model: nearmost('auto'), prompt: 'wake me at 6:30' });
 */
export function createNearmost(options: ClientOptions = {}): NearmostProvider {
  const client = createClient({ retries: 0, ...options });
  const language = (modelId = 'auto'): LanguageModelV4 => languageModel(client, modelId);
  return Object.assign((modelId?: string) => language(modelId), {
    specificationVersion: 'v4' as const,
    languageModel: language,
    embeddingModel: (modelId = 'auto') => embeddingModel(client, modelId),
    imageModel: noImages,
  });
}
