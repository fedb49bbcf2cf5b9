import { effortWord, reasoningEffort } from './compatible/quirks.ts';
import { openAiCompatible } from './openai-compatible.ts';

// Facts from ai.google.dev (openai, deprecations, thought-signatures pages), November 2026. Gemini 3 and later refuse
// calls of tools in the history that carry no signature of their thinking; the value below is the documented stand-in.
export default openAiCompatible({
  id: 'google',
  name: 'Google Gemini',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
  keyEnv: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  keyPage: 'https://aistudio.google.com/apikey',
  defaultModel: 'gemini-3.5-flash-lite',
  embeddingModel: 'gemini-embedding-001',
  bareNames: /^gemini-/,
  quirks: {
    lacks: ['seed', 'logprobs', 'parallelToolCalls'],
    thinking: (budget) => ({ reasoning_effort: budget === 0 ? 'minimal' : effortWord(budget) }),
    thinkingOnlyInTotal: true,
  },
  models: [
    { match: /^gemini-2\.5-flash/, thinking: reasoningEffort },
    {
      match: /^gemini-(?:[3-9]|\d\d)/,
      onToolCalls: { extra_content: { google: { thought_signature: 'skip_thought_signature_validator' } } },
    },
  ],
});
