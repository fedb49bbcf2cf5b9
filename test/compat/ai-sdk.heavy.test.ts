import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { ProviderV4 } from '@ai-sdk/provider';
import { createProviderRegistry, generateText, streamText } from 'ai';
import { expect, expectTypeOf, test } from 'vitest';
import { createNearmost } from '../../src/client/ai-sdk/index.ts';
import { aiSdkSuite, type Models } from './ai-sdk-suite.ts';
import { serveFake, TOKEN } from '../../src/http/testing/serve.ts';
import { overFake, overRuntime, type Target } from './target.ts';

const compatible = ({ url, token }: Target) =>
  createOpenAICompatible({
    name: 'nearmost',
    baseURL: `${url}/v1`,
    apiKey: token,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
const THEIRS: Models = {
  language: (target, model = target.model) => compatible(target).chatModel(model),
  embedding: (target) => compatible(target).embeddingModel(target.model),
};
const own = ({ url, token }: Target) => createNearmost({ url, token, env: {} });
const OURS: Models = {
  language: (target, model = target.model) => own(target)(model),
  embedding: (target) => own(target).embeddingModel(target.model),
};

aiSdkSuite('the AI SDK through its OpenAI-compatible provider, on a runtime in memory', overFake, THEIRS);
aiSdkSuite('the AI SDK through our provider, on a runtime in memory', overFake, OURS);
aiSdkSuite('the AI SDK through its OpenAI-compatible provider, on the real runtime', overRuntime, THEIRS);
aiSdkSuite('the AI SDK through our provider, on the real runtime', overRuntime, OURS);

test('our provider tells the route, and passes the rules on', async () => {
  const target = await overFake();
  const model = own(target)();
  const providerOptions = { nearmost: { route: 'cloud', label: 'public' } };
  const { providerMetadata, warnings } = await generateText({ model, prompt: 'WARN me', providerOptions });
  expect(providerMetadata?.['nearmost']).toMatchObject({
    place: 'cloud',
    requestId: expect.stringMatching(/^req_/),
  });
  expect(warnings).toMatchObject([{ type: 'other', message: 'seed is not honoured' }]);
  const streamed = streamText({ model, prompt: 'hello' });
  await streamed.consumeStream();
  expect((await streamed.providerMetadata)?.['nearmost']).toMatchObject({ place: 'local', confidence: 0.9 });
  await target.close();
});

test('our provider is one of the AI SDK', async () => {
  const { server, runtime } = await serveFake();
  const nearmost = createNearmost({ url: server.url, token: TOKEN, env: {} });
  expectTypeOf(nearmost).toExtend<ProviderV4>();
  const registry = createProviderRegistry({ nearmost });
  const { text } = await generateText({
    model: registry.languageModel('nearmost:local/fake'),
    prompt: 'hello',
  });
  expect(text).toBe('You said: hello');
  expect(() => nearmost.imageModel('x')).toThrow('no models that make images');

  const { stream } = await nearmost('local/fake').doStream({
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'STALL here' }] }],
  });
  const reader = stream.getReader();
  for (let seen = ''; seen !== 'text-delta';) seen = (await reader.read()).value?.type ?? 'text-delta';
  const before = runtime.cancelled;
  await reader.cancel(); // while the next part is awaited
  await expect.poll(() => runtime.cancelled).toBeGreaterThan(before);
  await server.close();
});
