import type { EmbeddingModelV4 } from '@ai-sdk/provider';
import type { Client } from '../client.ts';
import { callError } from './call-error.ts';
import { callOptionsOf } from './call-options.ts';
import { metadataOf } from './wire.ts';

/** A model of the server as an embedding model of the AI SDK. */
export function embeddingModel(client: Client, modelId: string): EmbeddingModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'nearmost.embedding',
    modelId,
    maxEmbeddingsPerCall: 2048,
    supportsParallelCalls: true,
    async doEmbed(call) {
      const { values, dimensions, abortSignal } = call;
      const request = { model: modelId, input: values, ...(dimensions === undefined ? {} : { dimensions }) };
      try {
        const { vectors, inputTokens, route } = await client.embed(request, callOptionsOf(call));
        return {
          embeddings: vectors.map((vector) => Array.from(vector)),
          usage: { tokens: inputTokens },
          warnings: [],
          providerMetadata: metadataOf(route, []),
        };
      } catch (error) {
        throw callError(error, abortSignal, request);
      }
    },
  };
}
