import { describe, expect, test } from 'vitest';
import { describeSettings } from '../settings-table.ts';
import { checkTree } from '../settings-parse.ts';
import type { ImportWorld, PolicyImport } from './policy-import.ts';
import { readPolicy } from './read-policy.ts';
import { WORLD } from './testing/world.ts';

/** Reads, and proves that what came out may be written. */
async function read(text: string, world: Partial<ImportWorld> = {}): Promise<PolicyImport> {
  const found = await readPolicy(text, { ...WORLD, ...world });
  await checkTree(found.settings, await describeSettings(), 'test');
  return found;
}
const lite = (...entries: string[]): string =>
  `model_list:\n${entries.map((entry) => `  - model_name: m\n    litellm_params: {${entry}}\n`).join('')}`;

describe('LiteLLM', () => {
  test('keys that are merged in belong to the entry: without its address it would go elsewhere', async () => {
    const found = await read(`
box: &box { model: openai/small, api_base: http://10.0.0.7:4000/v1, api_key: none }
model_list:
  - model_name: a
    litellm_params: { <<: *box, model: openai/large }
`);
    expect(found.settings).toMatchObject({
      router: { cloud: ['at-10-0-0-7-4000/large'] },
      providers: { 'at-10-0-0-7-4000': { baseUrl: 'http://10.0.0.7:4000/v1' } },
    });
    expect(found.warnings).toEqual(['box is not known and was left out.']);
  });

  test('a whole file', async () => {
    const found = await read(`
model_list:
  - model_name: fast
    litellm_params:
      model: groq/openai/gpt-oss-20b
      api_key: os.environ/GROQ_API_KEY
      rpm: 60
  - model_name: smart
    litellm_params: { model: openai/gpt-6-luna, api_key: os.environ/TEAM_KEY }
  - model_name: smart
    litellm_params: { model: claude-sonnet-5, api_key: sk-ant-0123456789abcdef }
  - model_name: box
    litellm_params: { model: openai/facebook/opt-125m, api_base: http://0.0.0.0:4000/v1, api_key: none }
  - model_name: house
    litellm_params: { model: ollama/mistral }
  - model_name: vectors
    litellm_params: { model: openai/text-embedding-3-small }
    model_info: { mode: embedding }
router_settings:
  fallbacks: [{ fast: [box] }]
  timeout: 30
  routing_strategy: least-busy
  provider_budget_config:
    openai: { budget_limit: 5, time_period: 1d }
    groq: { budget_limit: 50, time_period: 30d }
    anthropic: { budget_limit: 5, time_period: 10d }
litellm_settings: { max_budget: 100, budget_duration: 30d, drop_params: true }
general_settings: { master_key: sk-1234567890 }
environment_variables: { OPENAI_API_KEY: sk-proj-secretsecret }
model_lst: []
`);
    expect(found.settings).toEqual({
      router: {
        cloud: [
          'groq/openai/gpt-oss-20b',
          'at-0-0-0-0-4000/facebook/opt-125m',
          'openai/gpt-6-luna',
          'anthropic/claude-sonnet-5',
          'localhost-11434/mistral',
        ],
        timeoutMs: 30_000,
      },
      providers: {
        'at-0-0-0-0-4000': { baseUrl: 'http://0.0.0.0:4000/v1' },
        'localhost-11434': { baseUrl: 'http://localhost:11434/v1' },
        openai: { budget: { dayUsd: 5 } },
        groq: { budget: { monthUsd: 50 } },
      },
      budget: { monthUsd: 100 },
    });
    expect(found.keys).toEqual([
      { provider: 'groq', words: 'is read from GROQ_API_KEY, as before' },
      {
        provider: 'openai',
        words: 'stands in TEAM_KEY: printenv TEAM_KEY | nearmost keys add openai --key-stdin',
      },
      {
        provider: 'anthropic',
        words: 'stands in the file and is not taken over: nearmost keys add anthropic',
      },
      { provider: 'openai', words: 'is read from OPENAI_API_KEY' },
    ]);
    expect(found.names).toContainEqual({ from: 'smart', to: 'openai/gpt-6-luna' });
    const warnings = found.warnings.join('\n');
    for (const word of [
      'model_lst is not known',
      'litellm_params.rpm',
      'mode embedding',
      'routing_strategy',
      'drop_params',
      'anthropic (5 in 10d)',
      'master_key',
      'OPENAI_API_KEY',
      'smart is spread over 2',
    ])
      expect(warnings).toContain(word);
    expect(JSON.stringify(found)).not.toMatch(/sk-/);
  });

  test.each([
    [
      'an address from the environment',
      'model: openai/x, api_base: os.environ/BOX',
      'at-10-0-0-5-8000',
      'http://10.0.0.5:8000/v1',
    ],
    [
      'a provider named apart',
      'model: x/y, custom_llm_provider: openai, api_base: "http://box:1/v1"',
      'box-1',
      'http://box:1/v1',
    ],
    [
      'ollama elsewhere',
      'model: ollama_chat/q, api_base: "http://box:11434"',
      'box-11434',
      'http://box:11434/v1',
    ],
    [
      'another address of a known provider',
      'model: groq/x, api_base: "https://proxy.example/v1"',
      'proxy-example',
      'https://proxy.example/v1',
    ],
    [
      'a known host without its lock',
      'model: openai/x, api_base: "http://api.openai.com/v1"',
      'api-openai-com',
      'http://api.openai.com/v1',
    ],
  ])('%s', async (_, entry, id, baseUrl) => {
    expect((await read(lite(entry))).settings).toMatchObject({ providers: { [id]: { baseUrl } } });
  });

  test('the address of a known provider is not written again', async () => {
    const { settings } = await read(
      lite('model: openai/gpt-4o, api_base: "https://api.openai.com/v1/"', 'model: gpt-4o-mini'),
    );
    expect(settings).toEqual({ router: { cloud: ['openai/gpt-4o', 'openai/gpt-4o-mini'] } });
  });

  test.each([
    ['azure', 'model: azure/gpt-4o, api_base: "https://x.openai.azure.com"'],
    ['an unknown name', 'model: some-model'],
    ['a wildcard', 'model: openai/*'],
    ['no model', 'api_key: x'],
    ['an address that is not set', 'model: openai/x, api_base: os.environ/NOWHERE'],
    ['no address', 'model: hosted_vllm/x'],
    ['a password in the address', 'model: openai/x, api_base: "http://u:p@box/v1"'],
    ['a key in the address', 'model: openai/x, api_base: "http://box/v1?key=abcdefgh12345"'],
    ['a file', 'model: openai/x, api_base: "file:///etc/passwd"'],
    ["another server of Anthropic's dialect", 'model: anthropic/x, api_base: "https://proxy.example"'],
  ])('%s is left out, and said', async (_, entry) => {
    const { settings, warnings } = await read(lite(entry));
    expect(settings).toEqual({});
    expect(warnings.join()).toContain('is left out');
    expect(warnings.join()).not.toContain('abcdefgh');
  });

  test("an owner's address is never used for another, nor overwritten", async () => {
    const moved = { configured: { openai: 'http://proxy.local/v1', 'box-1': 'http://other:1/v1' } };
    const { settings, warnings } = await read(
      lite(
        'model: openai/gpt-4o',
        'model: openai/x, api_base: "http://box:1/v1"',
        'model: openai/y, api_base: "http://other:1/v1/"',
      ),
      moved,
    );
    expect(warnings.join()).toContain('providers.openai.baseUrl leads to another address');
    expect(settings).toEqual({
      providers: { 'box-1-2': { baseUrl: 'http://box:1/v1' }, 'box-1': { baseUrl: 'http://other:1/v1' } },
      router: { cloud: ['box-1-2/x', 'box-1/y'] },
    });
  });
});

const policy = (routing: object, more: object = {}): string =>
  JSON.stringify({
    version: '1',
    model_name: 'user.Mine',
    recipe: 'collection.router',
    components: [],
    routing,
    ...more,
  });

describe('Lemonade', () => {
  test('a policy with rules that keep things here', async () => {
    const found = await read(
      policy({
        candidates: ['groq.kimi-k2', 'Qwen3-8B-GGUF', 'fireworks.kimi-k2p6', 'Other-GGUF'],
        default_model: 'Qwen3-8B-GGUF',
        classifiers: [],
        rules: [
          { id: 'pii', match: { regex: '\\d{3}' }, route_to: 'Qwen3-8B-GGUF', outputs: {} },
          { id: 'long', match: { min_chars: 800 }, route_to: 'groq.kimi-k2', extra: 1 },
        ],
        extra: true,
      }),
    );
    expect(found.settings).toEqual({
      label: 'personal',
      local: { model: 'qwen3-8b-gguf' },
      router: { cloud: ['groq/kimi-k2'] },
    });
    expect(found.names).toEqual([
      { from: 'user.Mine', to: 'auto' },
      { from: 'Qwen3-8B-GGUF', to: 'local/qwen3-8b-gguf' },
      { from: 'groq.kimi-k2', to: 'groq/kimi-k2' },
    ]);
    const warnings = found.warnings.join('\n');
    for (const word of [
      'Rule pii',
      'Rule long',
      'routing.extra',
      'rules[1].extra',
      'fireworks.kimi-k2p6',
      'Other-GGUF',
      'label is set to personal',
    ])
      expect(warnings).toContain(word);
  });

  test('a cloud default and a model that chooses', async () => {
    const { settings, warnings } = await read(
      policy({
        candidates: ['house', 'groq.x'],
        default_model: 'groq.x',
        router: { type: 'llm', model: 'house', prompt: 'Choose.' },
      }),
    );
    expect(settings).toEqual({ label: 'personal', router: { cloud: ['groq/x'] } });
    expect(warnings.join()).toContain('no model chooses the model here');
    expect(warnings.join()).toContain('is a cloud model');
  });

  test("an owner's own address under a provider's name leads elsewhere, so the model is left out", async () => {
    const text = policy({ candidates: ['groq.x'], default_model: 'groq.x' });
    const { settings, warnings } = await read(text, { configured: { groq: 'http://mine/v1' } });
    expect(settings).toEqual({});
    expect(warnings.join()).toContain('groq.x is left out');
  });

  test.each([
    ['no routing', { routing: undefined }, 'routing'],
    ['another version', { version: 1 }, 'version'],
    ['no candidates', { routing: { candidates: [], default_model: 'x' } }, 'routing.candidates'],
    [
      'candidates that are no names',
      { routing: { candidates: [1], default_model: 'x' } },
      'routing.candidates',
    ],
    ['a default elsewhere', { routing: { candidates: ['a'], default_model: 'b' } }, 'routing.default_model'],
    [
      'rules that are none',
      { routing: { candidates: ['a'], default_model: 'a', rules: {} } },
      'routing.rules',
    ],
    [
      'a rule that leads nowhere',
      { routing: { candidates: ['a'], default_model: 'a', rules: [{ route_to: 'b' }] } },
      'routing.rules[0].route_to',
    ],
  ])('%s is refused', async (_, more, param) => {
    await expect(read(policy({}, more))).rejects.toMatchObject({ code: 'config_invalid', param });
  });
});

test.each([
  ['nothing', ''],
  ['text', 'hello'],
  ['a list', '[1]'],
  ['another file', '{"a": 1}'],
  ['broken JSON', '{"recipe": "collection.router",'],
  ['a key twice', 'model_list: []\nmodel_list: []'],
  ['no list', 'model_list: yes'],
  ['too much', `model_list: [] # ${'x'.repeat(5 * 2 ** 20)}`],
  [
    'aliases without measure',
    `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nmodel_list: [*c,*c,*c,*c,*c,*c,*c,*c,*c]`,
  ],
])('%s is refused in words', async (_, text) => {
  await expect(read(text)).rejects.toMatchObject({ code: 'config_invalid' });
});

test('entries of every wrong kind are left out, none breaks the import', async () => {
  const { settings, warnings } = await read(
    'model_list: [1, null, [], {}, {model_name: [], litellm_params: 3}, {litellm_params: {model: 4}}, {model_name: {toString: 1}}]',
  );
  expect(settings).toEqual({});
  expect(warnings).toHaveLength(7);
});
