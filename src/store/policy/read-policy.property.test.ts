import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkTree } from '../settings-parse.ts';
import { describeSettings } from '../settings-table.ts';
import { readPolicy } from './read-policy.ts';
import { WORLD } from './testing/world.ts';

const SECRET = 'sk-proj-neverseenagain';
const json = fc.jsonValue({ maxDepth: 3 });
const word = fc.constantFrom(
  'openai/gpt-4o',
  'groq/x',
  'anthropic/y',
  'ollama/z',
  'hosted_vllm/q',
  'azure/a',
  'gpt-4o',
  '*',
  '__proto__/x',
  'openai/__proto__',
);
const address = fc.constantFrom(
  'http://a:1',
  'http://[::1]:2/v1',
  'https://api.openai.com',
  'http://x_y.z:3/',
  'nowhere',
  5,
);
const entry = fc.record(
  {
    model_name: fc.oneof(word, json),
    litellm_params: fc.oneof(
      json,
      fc.record(
        { model: word, api_base: address, api_key: fc.constant(SECRET), extra: json },
        { requiredKeys: ['model'] },
      ),
    ),
    model_info: json,
  },
  { requiredKeys: [] },
);
const budgets = fc.dictionary(
  fc.constantFrom('openai', 'groq', 'anthropic', '__proto__', 'x'),
  fc.record({
    budget_limit: fc.oneof(fc.double(), json),
    time_period: fc.constantFrom('1d', '30d', '1mo', '9d', 5),
  }),
);
const litellm = fc.record(
  {
    model_list: fc.array(entry, { maxLength: 5 }),
    router_settings: fc.oneof(
      json,
      fc.record({ timeout: fc.double(), fallbacks: json, provider_budget_config: budgets }),
    ),
    litellm_settings: fc.oneof(
      json,
      fc.record({ max_budget: fc.double(), budget_duration: fc.constantFrom('1d', '30d') }),
    ),
    general_settings: json,
    environment_variables: json,
  },
  { requiredKeys: ['model_list'] },
);
const name = fc.constantFrom('house', 'groq.x', 'openai.gpt', 'fireworks.y', '__proto__', 'user.z');
const lemonade = fc.record(
  {
    version: fc.constant('1'),
    recipe: fc.constant('collection.router'),
    models: json,
    routing: fc.oneof(
      json,
      fc.record({
        candidates: fc.array(name),
        default_model: name,
        rules: fc.oneof(json, fc.array(fc.record({ id: json, route_to: name }))),
      }),
    ),
  },
  { requiredKeys: ['version', 'recipe', 'routing'] },
);

test('whatever stands in the file, what comes out may be written, and holds no key', async () => {
  const table = await describeSettings();
  await fc.assert(
    fc.asyncProperty(fc.oneof(litellm, lemonade), async (file) => {
      const found = await readPolicy(JSON.stringify(file), WORLD).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'config_invalid' });
        return undefined;
      });
      if (found === undefined) return;
      await checkTree(found.settings, table, 'test');
      expect(JSON.stringify(found)).not.toContain(SECRET);
    }),
    { numRuns: 200 },
  );
});
