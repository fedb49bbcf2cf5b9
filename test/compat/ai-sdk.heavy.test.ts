import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, streamText } from 'ai';
import { expect, test } from 'vitest';
import { createNearmost } from '../../src/client/ai-sdk/index.ts';
import { aiSdkSuite, type Models } from './ai-sdk-suite.ts';
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
