import { reasoningEffort } from './compatible/quirks.ts';
import { openAiCompatible } from './openai-compatible.ts';

// Facts from docs.x.ai (chat reference, reasoning, model retirement of 15 May 2026), November 2026: models that reason
// refuse penalties and stop; completion_tokens leave thinking out.
export default openAiCompatible({
  id: 'xai',
  name: 'xAI',
  baseUrl: 'https://api.x.ai/v1',
  keyEnv: ['XAI_API_KEY'],
  keyPage: 'https://console.x.ai',
  defaultModel: 'grok-4.3',
  bareNames: /^grok-/,
  quirks: {
    maxTokens: 'max_completion_tokens',
    lacks: ['frequencyPenalty', 'presencePenalty', 'stop'],
    thinking: reasoningEffort,
    thinkingOnlyInTotal: true,
  },
});
