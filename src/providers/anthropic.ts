import { defineProvider, type ChatRequest, type ProviderCall } from '../contract/index.ts';
import { readAnthropic } from './anthropic/read.ts';
import { anthropicRequest } from './anthropic/request.ts';
import { send } from './compatible/send.ts';
import { arriving, type Parts } from './shared/arriving.ts';
import { wantsStream } from './shared/wants-stream.ts';
import { withWarnings } from './shared/with-warnings.ts';

const caller = { id: 'anthropic', name: 'Anthropic' };

async function answer(request: ChatRequest, call: ProviderCall): Promise<Parts> {
  const wire = anthropicRequest(request, wantsStream(request, call));
  const headers = {
    'anthropic-version': '2023-06-01',
    ...(call.key === undefined ? {} : { 'x-api-key': call.key }),
  };
  const sent = await send(caller, call, { task: 'chat', path: '/messages', headers, wire });
  return withWarnings(wire.warnings, await readAnthropic(sent, wire.answerTool));
}

// Facts from platform.claude.com (models, Messages reference), November 2026. Speaks the Messages API itself, because
// the compatible endpoint of Anthropic leaves thinking, caching and schemas out.
export default defineProvider({
  ...caller,
  baseUrl: 'https://api.anthropic.com/v1',
  keyEnv: ['ANTHROPIC_API_KEY'],
  keyPage: 'https://platform.claude.com/settings/keys',
  defaultModel: 'claude-haiku-4-5',
  bareNames: /^claude-/,
  chat: (request, call) => arriving(() => answer(request, call)),
});
