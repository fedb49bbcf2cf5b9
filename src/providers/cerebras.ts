import { effortWord } from './compatible/quirks.ts';
import { openAiCompatible } from './openai-compatible.ts';

// Facts from inference-docs.cerebras.ai (OpenAI compatibility, models), October 2026: penalties are answered with 400.
export default openAiCompatible({
  id: 'cerebras',
  name: 'Cerebras',
  baseUrl: 'https://api.cerebras.ai/v1',
  keyEnv: ['CEREBRAS_API_KEY'],
  keyPage: 'https://cloud.cerebras.ai',
  defaultModel: 'gpt-oss-120b',
  bareNames: /^gpt-oss-/,
  quirks: {
    maxTokens: 'max_completion_tokens',
    lacks: ['frequencyPenalty', 'presencePenalty', 'n'],
    thinking: (budget) => ({ reasoning_effort: budget === 0 ? 'low' : effortWord(budget) }),
  },
});
