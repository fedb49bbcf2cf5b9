import type { ImportWorld } from '../policy-import.ts';

/** Some providers, some models of the device, and an address in the environment. */
export const WORLD: ImportWorld = {
  providers: [
    { id: 'openai', baseUrl: 'https://api.openai.com/v1', keyEnv: ['OPENAI_API_KEY'], bareNames: /^gpt-/ },
    {
      id: 'anthropic',
      baseUrl: 'https://api.anthropic.com/v1',
      keyEnv: ['ANTHROPIC_API_KEY'],
      bareNames: /^claude-/,
    },
    {
      id: 'google',
      baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
      keyEnv: ['GEMINI_API_KEY'],
      bareNames: /^gemini-/,
    },
    { id: 'groq', baseUrl: 'https://api.groq.com/openai/v1', keyEnv: ['GROQ_API_KEY'], bareNames: /^groq-/ },
  ],
  configured: {},
  localModels: ['house', 'qwen3-8b-gguf'],
  env: { BOX: 'http://10.0.0.5:8000/v1/' },
};
