import type { Provider } from '../contract/index.ts';
import { openAiCompatible } from './openai-compatible.ts';

/**
 * A provider at an address that the owner gives: vLLM, SGLang, Ollama, LM Studio, llama.cpp, another Nearmost, or any
 * service of the OpenAI dialect. A key is sent when there is one; none is needed.
 * @example customProvider('study', { baseUrl: 'http://192.168.1.20:11434/v1', model: 'qwen3:8b' })
 */
export function customProvider(id: string, entry: { baseUrl: string; model?: string | undefined }): Provider {
  return openAiCompatible({
    id,
    name: id,
    baseUrl: entry.baseUrl,
    keyEnv: [],
    keyPage: '',
    defaultModel: entry.model ?? '',
    bareNames: /(?!)/,
    completions: true,
    embeddings: true,
    quirks: { extras: ['topK', 'minP'] },
  });
}
