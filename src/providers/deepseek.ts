import { openAiCompatible } from './openai-compatible.ts';

// Facts from api-docs.deepseek.com (first call, thinking mode, chat reference), November 2026: thinking is on unless it
// is switched off, and a tool loop would have to give the thoughts back; JSON mode has no schema.
export default openAiCompatible({
  id: 'deepseek',
  name: 'DeepSeek',
  baseUrl: 'https://api.deepseek.com',
  keyEnv: ['DEEPSEEK_API_KEY'],
  keyPage: 'https://platform.deepseek.com/api_keys',
  defaultModel: 'deepseek-v4-flash',
  bareNames: /^deepseek-/,
  quirks: {
    lacks: ['seed', 'n', 'parallelToolCalls'],
    structured: 'json_object',
    thinking: (budget) =>
      budget === 0
        ? { thinking: { type: 'disabled' } }
        : { thinking: { type: 'enabled' }, reasoning_effort: budget <= 8192 ? 'low' : 'high' },
    withTools: { thinking: { type: 'disabled' }, reasoning_effort: undefined },
  },
});
