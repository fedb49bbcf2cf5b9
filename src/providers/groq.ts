import { effortWord } from './compatible/quirks.ts';
import { openAiCompatible } from './openai-compatible.ts';

// Facts from console.groq.com/docs (openai, models, deprecations, structured outputs), November 2026: logprobs, names
// of messages and n > 1 are answered with status 400; the llama models ended in August 2026.
export default openAiCompatible({
  id: 'groq',
  name: 'Groq',
  baseUrl: 'https://api.groq.com/openai/v1',
  keyEnv: ['GROQ_API_KEY'],
  keyPage: 'https://console.groq.com/keys',
  defaultModel: 'openai/gpt-oss-20b',
  bareNames: /^(?:groq|compound)(?:-|$)/,
  quirks: {
    maxTokens: 'max_completion_tokens',
    lacks: ['logprobs', 'n'],
    messageNames: false,
    structured: 'json_object',
  },
  models: [
    {
      match: /gpt-oss/,
      structured: 'json_schema',
      thinking: (budget) => ({ reasoning_effort: budget === 0 ? 'low' : effortWord(budget) }),
    },
    { match: /qwen/, thinking: (budget) => ({ reasoning_effort: budget === 0 ? 'none' : 'default' }) },
  ],
});
