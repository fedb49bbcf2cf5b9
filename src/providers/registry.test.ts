import { expect, test } from 'vitest';
import { settingsSchema, type Settings } from '../contract/index.ts';
import { builtinProviders, getProvider, listProviders, resolveKey } from './registry.ts';

const entries = (providers: object): Settings['providers'] => settingsSchema.parse({ providers }).providers;
const lan = { baseUrl: 'http://192.168.1.20:8000/v1', model: 'qwen3:8b' };

test('the providers are the files of the folder, and each says who it is', async () => {
  const ids = builtinProviders();
  expect(ids).toEqual([
    'anthropic',
    'cerebras',
    'deepseek',
    'google',
    'groq',
    'mistral',
    'openai',
    'openrouter',
    'together',
    'xai',
  ]);
  for (const id of ids) {
    const provider = await getProvider(id);
    expect(provider.id).toBe(id);
    expect(provider.baseUrl).toMatch(/^https:\/\/[^/]+(?:\/.*[^/])?$/);
    expect(provider.keyEnv.length).toBeGreaterThan(0);
    expect(provider.keyPage).toMatch(/^https:/);
    expect(provider.defaultModel).not.toBe('');
  }
});

test.each([
  ['gpt-6-luna', 'openai'],
  ['gpt-4o', 'openai'],
  ['o3', 'openai'],
  ['text-embedding-3-large', 'openai'],
  ['claude-sonnet-5-5', 'anthropic'],
  ['gemini-3.8-flash', 'google'],
  ['grok-4.3', 'xai'],
  ['deepseek-flash', 'deepseek'],
  ['mistral-large-latest', 'mistral'],
  ['codestral-2508', 'mistral'],
  ['gpt-oss-120b', 'cerebras'],
  ['qwen3:8b', undefined],
  ['auto', undefined],
  ['olmo-2', undefined],
])('%s is a bare name of %s', async (model, owner) => {
  const providers = await Promise.all(builtinProviders().map((id) => getProvider(id)));
  const owners = providers.filter(({ bareNames }) => bareNames.test(model)).map(({ id }) => id);
  expect(owners).toEqual(owner === undefined ? [] : [owner]);
});

test('an entry with an address is a provider of its own', async () => {
  const settings = entries({ study: lan, groq: { key: 'k' } });
  expect(listProviders(settings)).toEqual([...builtinProviders(), 'study'].sort());
  const provider = await getProvider('study', settings);
  expect(provider).toMatchObject({ id: 'study', baseUrl: lan.baseUrl, defaultModel: 'qwen3:8b', keyEnv: [] });
  expect(provider.embed).toBeTypeOf('function');
});

test.each(['nowhere', 'registry', 'custom', 'classify', '../index', 'constructor', 'openai-compatible'])(
  '%s is no provider',
  async (id) => {
    await expect(getProvider(id, entries({}))).rejects.toMatchObject({
      code: 'unknown_model',
      param: 'model',
    });
  },
);

test('a mistyped provider is told which was probably meant', async () => {
  await expect(getProvider('opnai')).rejects.toMatchObject({
    hint: expect.stringMatching(/^Did you mean openai\? Known are anthropic/) as string,
  });
});

test('keys: the environment wins, in its order; blanks count as nothing', async () => {
  const google = await getProvider('google');
  const settings = entries({ google: { key: 'from-config' } });
  expect(resolveKey(google, settings, { GOOGLE_API_KEY: 'b', GEMINI_API_KEY: 'a' })).toEqual({
    key: 'a',
    origin: 'environment',
  });
  expect(resolveKey(google, settings, { GOOGLE_API_KEY: ' b\n' })).toEqual({
    key: 'b',
    origin: 'environment',
  });
  expect(resolveKey(google, settings, { GEMINI_API_KEY: '  ' })).toEqual({
    key: 'from-config',
    origin: 'config',
  });
  expect(resolveKey(google, entries({}), {})).toBeUndefined();
});
