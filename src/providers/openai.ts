import { effortWord, type ModelQuirks, type Setting } from './compatible/quirks.ts';
import { openAiCompatible } from './openai-compatible.ts';

const THINKERS_LACK: readonly Setting[] = [
  'temperature',
  'topP',
  'frequencyPenalty',
  'presencePenalty',
  'logprobs',
];

// Facts from developers.openai.com (models, deprecations, chat reference), November 2026: gpt-4o-mini and gpt-4.1-mini
// end on 14 January 2027 and gpt-6-luna replaces both; from gpt-5.6 on, chat completions take tools only with
// reasoning_effort none; models before gpt-5.1 cannot stop thinking.
const models: ModelQuirks[] = [
  {
    match: /^(?:o\d|gpt-(?:[5-9]|\d\d))/,
    lacks: THINKERS_LACK,
    thinking: (budget) => ({ reasoning_effort: effortWord(budget) }),
  },
  { match: /^o\d/, thinking: (budget) => ({ reasoning_effort: budget === 0 ? 'low' : effortWord(budget) }) },
  {
    match: /^gpt-5(?:-|$)/,
    thinking: (budget) => ({ reasoning_effort: budget === 0 ? 'minimal' : effortWord(budget) }),
  },
  { match: /^gpt-(?:5\.[6-9]|[6-9]|\d\d)/, withTools: { reasoning_effort: 'none' } },
];

export default openAiCompatible({
  id: 'openai',
  name: 'OpenAI',
  baseUrl: 'https://api.openai.com/v1',
  keyEnv: ['OPENAI_API_KEY'],
  keyPage: 'https://platform.openai.com/api-keys',
  defaultModel: 'gpt-6-luna',
  embeddingModel: 'text-embedding-3-small',
  bareNames: /^(?:gpt-(?!oss)|chatgpt-|chat-latest|o\d|text-embedding-|ft:(?:gpt|o\d))/,
  quirks: { maxTokens: 'max_completion_tokens' },
  models,
});
