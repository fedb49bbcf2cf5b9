import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli, type CliPlace, type Ran } from '../testing/run-cli.ts';

let place: CliPlace;
let file: string;
beforeAll(() => {
  place = { home: mkdtempSync(join(tmpdir(), 'nearmost-import-')) };
  file = join(place.home, 'litellm.yaml');
  writeFileSync(
    file,
    `model_list:
  - model_name: smart
    litellm_params: { model: openai/gpt-6-luna, api_key: sk-proj-abcdefghijkl, rpm: 6 }
  - model_name: box
    litellm_params: { model: hosted_vllm/qwen, api_base: "http://127.0.0.1:9/v1" }
`,
  );
});
afterAll(() => rmSync(place.home, { recursive: true, force: true, maxRetries: 8 }));
const run = (...args: string[]): Promise<Ran> => runCli(place, ['config', 'import', ...args]);

test('shown first, then written, then nothing is left to do; the key never appears', async () => {
  const config = join(place.home, 'config.json');
  const dry = await run(file);
  expect(dry.code).toBe(0);
  expect(dry.stdout).toContain('router.cloud = openai/gpt-6-luna, at-127-0-0-1-9/qwen');
  expect(dry.stdout).toContain('nearmost keys add openai');
  expect(dry.stdout).toContain('litellm_params.rpm');
  expect(dry.stderr).toContain('--write');
  expect(existsSync(config)).toBe(false);

  const wet = await run(file, '--write', '--json');
  expect(JSON.parse(wet.stdout)).toMatchObject({
    format: 'litellm',
    written: true,
    names: [
      { from: 'smart', to: 'openai/gpt-6-luna' },
      { from: 'box', to: 'at-127-0-0-1-9/qwen' },
    ],
  });
  expect(JSON.parse(readFileSync(config, 'utf8'))).toEqual({
    providers: { 'at-127-0-0-1-9': { baseUrl: 'http://127.0.0.1:9/v1' } },
    router: { cloud: ['openai/gpt-6-luna', 'at-127-0-0-1-9/qwen'] },
  });
  const again = await run(file, '--write', '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ changes: [], written: false });
  for (const { stdout, stderr } of [dry, wet, again]) expect(stdout + stderr).not.toContain('sk-proj');
});

test('a Lemonade policy', async () => {
  const policy = join(place.home, 'policy.json');
  const routing = {
    candidates: ['house', 'groq.kimi'],
    default_model: 'house',
    rules: [{ id: 'pii', match: { regex: 'x' }, route_to: 'house' }],
  };
  writeFileSync(
    policy,
    JSON.stringify({ version: '1', recipe: 'collection.router', components: [], routing }),
  );
  const { stdout, code } = await run(policy);
  expect(code).toBe(0);
  expect(stdout).toContain('local.model = house');
  expect(stdout).toContain('label = personal');
  expect(stdout).toContain('(was openai/gpt-6-luna, at-127-0-0-1-9/qwen)');
});

test.each([
  ['no file', '/nowhere.yaml'],
  ['a folder', tmpdir()],
  ['no policy', import.meta.filename],
])('%s is refused in words', async (_, name) => {
  const { code, stdout, stderr } = await run(name, '--json');
  expect([code, stdout]).toEqual([1, '']);
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'config_invalid' } });
});
