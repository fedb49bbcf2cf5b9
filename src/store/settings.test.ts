import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { settingsSchema } from '../contract/index.ts';
import type { Home } from './home.ts';
import { variableOf } from './settings-environment.ts';
import { describeSettings } from './settings-table.ts';
import { setSetting, unsetSetting } from './settings-write.ts';
import { loadSettings, redactSettings } from './settings.ts';
import { tempFolder, tempHome } from './testing/temp-home.ts';

const write = (home: Home, value: unknown): void => writeFileSync(home.config, JSON.stringify(value));
const read = (home: Home): unknown => JSON.parse(readFileSync(home.config, 'utf8'));
const fails = async (work: Promise<unknown>): Promise<{ message: string; hint: string; param: string }> => {
  const error: unknown = await work.then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error,
  );
  expect(error).toMatchObject({ code: 'config_invalid' });
  return error as { message: string; hint: string; param: string };
};

test('without any file the defaults of the schema hold, each with its origin', async () => {
  const { settings, origins } = await loadSettings({ home: tempHome() });
  expect(settings).toEqual(settingsSchema.parse({}));
  expect(origins['server.port']).toEqual({ value: 9595, origin: 'default' });
  expect(origins['budget.dayUsd']).toEqual({ value: undefined, origin: 'default' });
});

test('each place is stronger than the one before', async () => {
  const home = tempHome();
  const project = tempFolder();
  const below = join(project, 'a', 'b');
  mkdirSync(below, { recursive: true });
  write(home, { server: { port: 1, host: 'h1', maxBodyMb: 1 }, router: { holdTokens: 1 }, label: 'secret' });
  writeFileSync(
    join(project, 'nearmost.config.ts'),
    `const port = 2; export default { server: { port, host: 'h2', maxBodyMb: 2 }, router: { holdTokens: 2 } };`,
  );
  const { settings, origins } = await loadSettings({
    home,
    cwd: below,
    env: { NEARMOST_SERVER_PORT: '3', NEARMOST_SERVER_HOST: 'h3', NEARMOST_HOME: '/x', PATH: '/bin' },
    flags: { 'server.port': '4' },
  });
  expect(settings.server).toMatchObject({ port: 4, host: 'h3', maxBodyMb: 2 });
  expect(settings.label).toBe('secret');
  expect(origins['server.port']).toEqual({ value: 4, origin: 'flag' });
  expect(origins['server.host']).toEqual({
    value: 'h3',
    origin: 'environment',
    file: 'NEARMOST_SERVER_HOST',
  });
  expect(origins['router.holdTokens']).toMatchObject({ value: 2, origin: 'nearmost.config.ts' });
  expect(origins['label']).toEqual({ value: 'secret', origin: 'config.json', file: home.config });
});

test('settings in a group of one provider or app are found, set by file, variable and flag', async () => {
  const home = tempHome();
  write(home, { providers: { openai: { budget: { dayUsd: 1 }, price: { input: 2 } } } });
  const { settings, origins } = await loadSettings({
    home,
    env: { NEARMOST_PROVIDERS_OPENAI_BUDGET_DAY_TOKENS: '5', NEARMOST_PROVIDERS_OPENAI_PRICE_OUTPUT: '3' },
    flags: { 'apps.my.app.budget.monthUsd': '4' },
  });
  expect(settings.providers['openai']).toMatchObject({
    budget: { dayUsd: 1, dayTokens: 5 },
    price: { input: 2, output: 3 },
  });
  expect(settings.apps['my.app']).toEqual({ budget: { monthUsd: 4 } });
  expect(origins['providers.openai.budget.dayUsd']?.value).toBe(1);
});

test('a typed project file is run by Node as it is, and read anew when it was edited', () => {
  const [home, cwd] = [tempHome(), tempFolder()];
  const script = `
    import { utimesSync, writeFileSync } from 'node:fs';
    import { loadSettings } from ${JSON.stringify(join(import.meta.dirname, 'settings.ts'))};
    const [home, cwd] = JSON.parse(process.argv[1]);
    for (const port of [1, 2]) {
      writeFileSync(cwd + '/nearmost.config.ts', 'const port: number = ' + port + '; export default { server: { port } };');
      utimesSync(cwd + '/nearmost.config.ts', port, port);
      console.log((await loadSettings({ home, cwd })).settings.server.port);
    }`;
  const result = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script, JSON.stringify([home, cwd])],
    { encoding: 'utf8' },
  );
  expect(result.stdout).toBe('1\n2\n');
});

describe('wrong settings', () => {
  test.each([
    [{ server: { prot: 1 } }, 'server.prot', 'server.port'],
    [{ sever: { port: 1 } }, 'sever.port', 'server.port'],
    [{ providers: { openai: { kye: 'x' } } }, 'providers.openai.kye', 'providers.openai.key'],
    [{ lable: 'public' }, 'lable', 'label'],
    [{ routers: {} }, 'routers', 'router'],
    [{ server: 5 }, 'server', 'server.port'],
  ])('%j names the setting and the nearest known one', async (tree, param, known) => {
    const home = tempHome();
    write(home, tree);
    const error = await fails(loadSettings({ home }));
    expect(error.param).toBe(param);
    expect(error.hint).toContain(known);
    expect(error.message).toContain(home.config);
  });

  test.each([
    [{ server: { port: 70_000 } }, 'server.port must be a whole number from 0 to 65535, not 70000'],
    [{ server: { port: '80' } }, 'server.port must be a whole number from 0 to 65535, not "80"'],
    [{ server: { maxBodyMb: 0 } }, 'server.maxBodyMb must be a number above 0, at most 1024, not 0'],
    [{ label: 'private' }, 'label must be public | personal | secret, not "private"'],
    [{ router: { offline: 'yes' } }, 'router.offline must be true or false'],
    [{ router: { cloud: ['gpt'] } }, 'router.cloud.0: expected <provider>/<model>, not "gpt"'],
    [{ providers: { x: { baseUrl: 'ftp://x' } } }, 'providers.x.baseUrl must be an address with http'],
    [{ providers: { OpenAI: { model: 'x' } } }, 'providers.OpenAI: this name cannot be used'],
    [{ budget: { dayUsd: -1 } }, 'budget.dayUsd must be a number, at least 0, not -1'],
  ])('%j says what is accepted', async (tree, message) => {
    const home = tempHome();
    write(home, tree);
    expect((await fails(loadSettings({ home }))).message).toContain(message);
  });

  test('a file that is no JSON, or no object, is named, and its content is not', async () => {
    const home = tempHome();
    writeFileSync(home.config, '{"providers": {"openai": {"key": "hush-hush"}');
    const error = await fails(loadSettings({ home }));
    expect(error.message).toBe(`${home.config} is not valid JSON.`);
    expect(JSON.stringify(error)).not.toContain('hush');
    writeFileSync(home.config, '[]');
    await fails(loadSettings({ home }));
  });

  test('a project file that throws or exports nothing is named', async () => {
    const [home, cwd] = [tempHome(), tempFolder()];
    const file = join(cwd, 'nearmost.config.ts');
    writeFileSync(file, 'throw new Error("boom")');
    expect((await fails(loadSettings({ home, cwd }))).message).toContain('boom');
    writeFileSync(file, 'export const nothing = 1\n');
    expect((await fails(loadSettings({ home, cwd }))).hint).toContain('defineConfig');
  });

  test.runIf(process.getuid?.() === 0)(
    'a project file that another user put into a shared folder is not run',
    async ({ skip }) => {
      const [home, cwd] = [tempHome(), tempFolder()];
      const file = join(cwd, 'nearmost.config.ts');
      writeFileSync(file, 'export default { label: "public" }');
      const { chownSync } = await import('node:fs');
      try {
        chownSync(file, 65_534, 65_534);
      } catch {
        skip('the root of this container may not give files away');
      }
      expect((await loadSettings({ home, cwd })).settings.label).toBe('public');
      chmodSync(cwd, 0o777);
      expect((await fails(loadSettings({ home, cwd }))).message).toContain('belongs to another user');
    },
  );
});

describe('environment', () => {
  test('every setting has a variable, and no two the same', async () => {
    const names = (await describeSettings()).map((one) => variableOf(one.path));
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('NEARMOST_SERVER_MAX_BODY_MB');
    expect(names).toContain('NEARMOST_PROVIDERS_<NAME>_BASE_URL');
  });

  test('lists, numbers, yes and no, providers and apps', async () => {
    const home = tempHome();
    write(home, { apps: { 'my.App': { threshold: 0.1 } } });
    const { settings, origins } = await loadSettings({
      home,
      env: {
        NEARMOST_ROUTER_CLOUD: 'openai/a, groq/b',
        NEARMOST_ROUTER_OFFLINE: 'on',
        NEARMOST_BUDGET_DAY_USD: '0.5',
        NEARMOST_PROVIDERS_MY_LLM_BASE_URL: 'http://10.0.0.2:8000/v1',
        NEARMOST_PROVIDERS_OPENAI_KEY: 'sk-very-secret-key',
        NEARMOST_APPS_MY_APP_LABEL: 'public',
      },
    });
    expect(settings.router).toMatchObject({ cloud: ['openai/a', 'groq/b'], offline: true });
    expect(settings.budget.dayUsd).toBe(0.5);
    expect(settings.providers['my-llm']?.baseUrl).toBe('http://10.0.0.2:8000/v1');
    expect(settings.providers['openai']?.key).toBe('sk-very-secret-key');
    expect(settings.apps['my.App']).toEqual({ threshold: 0.1, label: 'public' });
    expect(origins['providers.openai.key']).toMatchObject({ value: 'set', origin: 'environment' });
    expect(JSON.stringify([origins, redactSettings(settings)])).not.toContain('very-secret');
  });

  test.each([
    [{ NEARMOST_SERVER_PROT: '1' }, 'NEARMOST_SERVER_PORT'],
    [{ NEARMOST_HOMES: '1' }, 'NEARMOST_HOME'],
  ])('an unknown variable %j names the nearest known one', async (env, known) => {
    const error = await fails(loadSettings({ home: tempHome(), env }));
    expect(error.hint).toContain(known);
  });

  test.each([
    [{ NEARMOST_SERVER_PORT: 'eighty' }, 'not "eighty" (NEARMOST_SERVER_PORT)'],
    [{ NEARMOST_SERVER_PORT: '' }, 'server.port must be'],
    [{ NEARMOST_SERVER_PORT: '99999' }, 'whole number from 0 to 65535, not 99999'],
  ])('a wrong value %j says what is accepted', async (env, message) => {
    expect((await fails(loadSettings({ home: tempHome(), env }))).message).toContain(message);
  });
});

describe('set and unset', () => {
  test('values are stored by their type, for the owner alone', async () => {
    const home = tempHome();
    expect(await setSetting(home, 'server.port', '8080')).toBe(8080);
    expect(await setSetting(home, 'server.allowedHosts', 'a.local, b.local')).toEqual(['a.local', 'b.local']);
    expect(await setSetting(home, 'router.offline', 'no')).toBe(false);
    await setSetting(home, 'providers.openai.key', 'sk-abc');
    expect(read(home)).toEqual({
      server: { port: 8080, allowedHosts: ['a.local', 'b.local'] },
      router: { offline: false },
      providers: { openai: { key: 'sk-abc' } },
    });
    expect(statSync(home.config).mode & 0o777).toBe(0o600);
    expect(await unsetSetting(home, 'server.port')).toBe(true);
    expect(await unsetSetting(home, 'server.port')).toBe(false);
    await unsetSetting(home, 'providers.openai.key');
    expect(read(home)).toEqual({
      server: { allowedHosts: ['a.local', 'b.local'] },
      router: { offline: false },
    });
  });

  test('a wrong value or path leaves the file as it was; a secret is not repeated', async () => {
    const home = tempHome();
    await setSetting(home, 'server.port', '8080');
    const before = readFileSync(home.config, 'utf8');
    await fails(setSetting(home, 'server.port', '-1'));
    await fails(setSetting(home, 'server', '5'));
    expect((await fails(setSetting(home, 'server.pot', '1'))).hint).toContain('server.port');
    expect((await fails(setSetting(home, 'router.threshold', '7'))).hint).toMatch(
      /^Write a number from 0 to 1 \(.+\), such as: nearmost config set router\.threshold 0\.\d+$/,
    );
    expect((await fails(setSetting(home, 'label', 'x'))).hint).toContain(
      'such as: nearmost config set label public',
    );
    expect(JSON.stringify(await fails(setSetting(home, 'providers.openai.key', '')))).not.toContain(
      'not \\"',
    );
    expect(readFileSync(home.config, 'utf8')).toBe(before);
    writeFileSync(home.config, '{ broken');
    await fails(setSetting(home, 'server.port', '1'));
    expect(readFileSync(home.config, 'utf8')).toBe('{ broken');
  });

  test('a mistyped key can be taken out again', async () => {
    const home = tempHome();
    write(home, { server: { prot: 1, port: 2 } });
    expect(await unsetSetting(home, 'server.prot')).toBe(true);
    expect(read(home)).toEqual({ server: { port: 2 } });
    await fails(unsetSetting(home, 'nonsense'));
  });

  test('a file that others could read is closed when it is read', async () => {
    const home = tempHome();
    write(home, {});
    chmodSync(home.config, 0o644);
    await loadSettings({ home });
    expect(statSync(home.config).mode & 0o777).toBe(0o600);
  });

  test('processes that write together do not lose each other’s keys', async () => {
    const home = tempHome();
    const module = JSON.stringify(join(import.meta.dirname, 'settings-write.ts'));
    const script = `import { setSetting } from ${module};
      const [home, who] = JSON.parse(process.argv[1]);
      for (let at = 0; at < 15; at++) await setSetting(home, 'apps.' + who + at + '.threshold', '0.5');`;
    const run = (who: string): Promise<unknown> =>
      new Promise((done) =>
        spawn(process.execPath, ['--input-type=module', '-e', script, JSON.stringify([home, who])], {
          stdio: 'inherit',
        }).on('close', done),
      );
    expect(await Promise.all([run('a'), run('b'), run('c')])).toEqual([0, 0, 0]);
    expect(Object.keys((read(home) as { apps: object }).apps)).toHaveLength(45);
  });
});

test('every setting has a description and a range in words', async () => {
  for (const one of await describeSettings()) {
    expect(one.description, one.path).not.toBe('');
    expect(one.range, one.path).not.toBe('');
  }
});
