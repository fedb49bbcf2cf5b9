import { openAiCompatible } from './openai-compatible.ts';

// Facts from openrouter.ai/docs (parameters, reasoning tokens, errors), November 2026.
export default openAiCompatible({
  id: 'openrouter',
  name: 'OpenRouter',
  baseUrl: 'https://openrouter.ai/api/v1',
  keyEnv: ['OPENROUTER_API_KEY'],
  keyPage: 'https://openrouter.ai/settings/keys',
  defaultModel: 'openai/gpt-6-luna',
  embeddingModel: 'openai/text-embedding-3-small',
  bareNames: /(?!)/,
  completions: true,
  quirks: {
    lacks: ['n'],
    extras: ['topK', 'minP'],
    thinking: (budget) => ({ reasoning: budget === 0 ? { effort: 'none' } : { max_tokens: budget } }),
  },
});
