import { effortWord } from './compatible/quirks.ts';
import { openAiCompatible } from './openai-compatible.ts';

// Facts from docs.together.ai (OpenAI compatibility, chat reference), November 2026: logprobs is a number there.
export default openAiCompatible({
  id: 'together',
  name: 'Together AI',
  baseUrl: 'https://api.together.ai/v1',
  keyEnv: ['TOGETHER_API_KEY'],
  keyPage: 'https://api.together.ai/settings/api-keys',
  defaultModel: 'openai/gpt-oss-20b',
  embeddingModel: 'intfloat/multilingual-e5-large-instruct',
  bareNames: /(?!)/,
  completions: true,
  quirks: { lacks: ['logprobs'], extras: ['topK', 'minP'], dimensions: false },
  models: [
    {
      match: /gpt-oss/,
      thinking: (budget) => ({ reasoning_effort: budget === 0 ? 'low' : effortWord(budget) }),
    },
  ],
});
