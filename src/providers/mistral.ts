import { createHash } from 'node:crypto';
import { openAiCompatible } from './openai-compatible.ts';

/** Ids of calls are nine letters or digits there. */
const callId = (id: string): string =>
  /^[a-zA-Z0-9]{9}$/.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 9);

// Facts from docs.mistral.ai (API reference) and its public issues, November 2026: unknown fields, among them
// stream_options, max_completion_tokens and names of messages, are answered with status 422; usage comes unasked.
export default openAiCompatible({
  id: 'mistral',
  name: 'Mistral',
  baseUrl: 'https://api.mistral.ai/v1',
  keyEnv: ['MISTRAL_API_KEY'],
  keyPage: 'https://console.mistral.ai/api-keys',
  defaultModel: 'mistral-small-latest',
  embeddingModel: 'mistral-embed',
  bareNames: /^(?:mistral|ministral|magistral|codestral|devstral|pixtral|voxtral|open-mi[sx]tral)-/,
  quirks: {
    seed: 'random_seed',
    lacks: ['logprobs'],
    messageNames: false,
    streamUsage: false,
    callId,
    dimensions: false,
    thinking: (budget) => ({ reasoning_effort: budget === 0 ? 'none' : 'high' }),
  },
});
