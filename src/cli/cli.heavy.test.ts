import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, type CliPlace } from './testing/run-cli.ts';

let place: CliPlace;
beforeAll(() => {
  place = { home: mkdtempSync(join(tmpdir(), 'nearmost-cli-')) };
});
afterAll(() => rmSync(place.home, { recursive: true, force: true, maxRetries: 8 }));

/** Standard output as the one JSON value it must be. */
async function json(args: string[], input = ''): Promise<Record<string, unknown>> {
  const { stdout, stderr, code } = await runCli(place, [...args, '--json'], input);
  expect(stderr, args.join(' ')).toBe('');
  expect(code, args.join(' ')).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** The error of a command that must fail: JSON with --json, two lines without. */
async function failure(
  args: string[],
  code = 1,
  input = '',
): Promise<{ code: string; message: string; hint: string }> {
  const machine = await runCli(place, [...args, '--json'], input);
  expect(machine.stdout, args.join(' ')).toBe('');
  expect(machine.code, args.join(' ')).toBe(code);
  const { error } = JSON.parse(machine.stderr) as { error: { code: string; message: string; hint: string } };
  const person = await runCli(place, args, input);
  expect(person.code).toBe(code);
  expect(person.stderr).toContain(`error: ${error.message}`);
  expect(person.stderr).toContain(error.hint);
  expect(person.stderr).not.toContain('    at ');
  return error;
}

test('alone it shows the help; a command shows its own; the version is the package', async () => {
  const [alone, version, up] = await Promise.all(
    [[], ['--version'], ['up', '--help']].map((args) => runCli(place, args)),
  );
  expect(alone).toMatchObject({ code: 0, stderr: '' });
  expect(alone?.stdout).toContain('Usage: nearmost');
  expect(up?.stdout).toContain('nearmost up --port 0 --json');
  expect(version?.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('a fresh home: every look at it works and says what there is', async () => {
  expect(await json(['ls'])).toMatchObject({ problems: [] });
  expect(await json(['ps'])).toEqual({ running: false, models: [] });
  expect(await json(['report'])).toMatchObject({ since: null, requests: { value: 0, method: 'measured' } });
  expect(await json(['config'])).toMatchObject({ label: { value: 'personal', origin: 'default' } });
  const keys = (await json(['keys', 'list'])) as {
    label: string;
    providers: { provider: string; origin: unknown }[];
  };
  expect(keys.label).toBe('personal');
  expect(keys.providers.map(({ provider }) => provider)).toEqual(
    expect.arrayContaining(['openai', 'anthropic', 'groq']),
  );
  expect(keys.providers.every(({ origin }) => origin === null)).toBe(true);
  expect(statSync(place.home).mode & 0o077).toBe(0);
});

test('colours appear only where they are wanted', async () => {
  const escape = '\u001B[';
  const forced = { ...place, env: { FORCE_COLOR: '1' } };
  expect((await runCli(place, ['keys'])).stdout).not.toContain(escape);
  expect((await runCli(forced, ['keys'])).stdout).toContain(escape);
  expect((await runCli(forced, ['keys', '--no-color'])).stdout).not.toContain(escape);
  expect(
    (await runCli({ ...place, env: { FORCE_COLOR: '1', NO_COLOR: '1' } }, ['keys'])).stdout,
  ).not.toContain(escape);
  expect((await runCli(forced, ['keys', '--json'])).stdout).not.toContain(escape);
});

describe('config', () => {
  test('set, get, list, unset', async () => {
    expect(await json(['config', 'set', 'router.threshold', '0.8'])).toMatchObject({ value: 0.8 });
    expect(await json(['config', 'get', 'router.threshold'])).toMatchObject({
      value: 0.8,
      origin: 'config.json',
    });
    expect(await json(['config', 'set', 'server.allowedHosts', 'box.local', 'box'])).toMatchObject({
      value: ['box.local', 'box'],
    });
    const overridden = await runCli({ ...place, env: { NEARMOST_ROUTER_THRESHOLD: '0.9' } }, [
      'config',
      'get',
      'router.threshold',
      '--json',
    ]);
    expect(JSON.parse(overridden.stdout)).toMatchObject({ value: 0.9, origin: 'environment' });
    expect(await json(['config', 'unset', 'router.threshold'])).toMatchObject({ removed: true });
    expect(await json(['config', 'unset', 'router.threshold'])).toMatchObject({ removed: false });
    await json(['config', 'unset', 'server.allowedHosts']);
  });

  test('wrong names and values change nothing and name the right ones', async () => {
    const before = await json(['config']);
    expect(
      (await failure(['config', 'set', 'router.treshold', '0.8'])).message +
        (await failure(['config', 'get', 'router.treshold'])).hint,
    ).toContain('router.threshold');
    expect(await failure(['config', 'set', 'router.threshold', '7'])).toMatchObject({
      code: 'config_invalid',
    });
    expect(await failure(['config', 'set', 'server.port', '-1'])).toMatchObject({ code: 'config_invalid' });
    expect(await failure(['config', 'set', 'server.port', '1e999'])).toMatchObject({
      code: 'config_invalid',
    });
    expect(await json(['config'])).toEqual(before);
  });

  test('a damaged config.json is named, and kept', async () => {
    const broken = { home: mkdtempSync(join(tmpdir(), 'nearmost-cli-')) };
    try {
      writeFileSync(join(broken.home, 'config.json'), '{"label": ');
      const { code, stderr } = await runCli(broken, ['config', '--json']);
      expect(code).toBe(1);
      expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'config_invalid' } });
      expect((await runCli(broken, ['doctor'])).stdout).toContain('config.json');
      expect(readFileSync(join(broken.home, 'config.json'), 'utf8')).toBe('{"label": ');
    } finally {
      rmSync(broken.home, { recursive: true, force: true, maxRetries: 8 });
    }
  });
});

describe('keys', () => {
  const key = 'sk-test-0123456789abcdef';

  test('add, list, rm: stored for the owner alone, never shown', async () => {
    const added = await runCli(
      place,
      ['keys', 'add', 'openai', '--key-stdin', '--label', 'public'],
      `${key}\n`,
    );
    expect(added).toMatchObject({ code: 0 });
    expect(added.stdout).toContain('may leave this device');
    const config = join(place.home, 'config.json');
    expect(statSync(config).mode & 0o077).toBe(0);
    expect(JSON.parse(readFileSync(config, 'utf8'))).toMatchObject({
      label: 'public',
      providers: { openai: { key } },
    });
    const shown = await Promise.all(
      [
        ['keys'],
        ['keys', '--json'],
        ['config'],
        ['config', '--json'],
        ['config', 'get', 'providers.openai.key'],
        ['doctor'],
        ['doctor', '--json'],
      ].map((args) => runCli(place, args)),
    );
    for (const { stdout, stderr } of [added, ...shown]) expect(stdout + stderr).not.toContain(key);
    expect(await json(['keys', 'list'])).toMatchObject({
      label: 'public',
      providers: expect.arrayContaining([expect.objectContaining({ provider: 'openai', origin: 'config' })]),
    });
    await runCli(place, ['keys', 'add', 'groq', '--key-stdin'], key);
    expect((await runCli(place, ['keys', 'rm', 'groq'])).stderr).toBe('');
    const gone = await runCli(place, ['keys', 'rm', 'openai']);
    expect(gone.stdout).toContain('is gone from');
    expect(gone.stderr.replace(/\s+/g, ' ')).toContain('Keep them here: nearmost config set label personal');
    expect(await json(['keys', 'rm', 'openai'])).toEqual({ provider: 'openai', removed: false });
    await json(['config', 'set', 'label', 'personal']);
  });

  test("a server of one's own needs an address, and a key only where it asks for one", async () => {
    expect(await json(['keys', 'add', 'box', '--base-url', 'http://127.0.0.1:1/v1'])).toMatchObject({
      provider: 'box',
    });
    const { providers } = (await json(['keys'])) as { providers: { provider: string }[] };
    expect(providers.map(({ provider }) => provider)).toContain('box');
    expect(await failure(['keys', 'add', 'box', '--base-url', 'no address'])).toMatchObject({
      code: 'config_invalid',
    });
    await json(['config', 'unset', 'providers.box.baseUrl']);
  });

  test('without an answer the label stays as it was', async () => {
    expect(await json(['keys', 'add', 'groq', '--key-stdin'], key)).toMatchObject({ label: 'personal' });
    await json(['keys', 'rm', 'groq']);
  });

  test('no key, two keys, an unknown provider, a label that is none', async () => {
    expect(await failure(['keys', 'add', 'openai', '--key-stdin'])).toMatchObject({ code: 'config_invalid' });
    expect(await failure(['keys', 'add', 'openai', '--key-stdin'], 1, 'one two')).toMatchObject({
      code: 'config_invalid',
    });
    expect((await failure(['keys', 'add', 'opnai', '--key-stdin'], 1, key)).hint).toContain('openai');
    expect(await failure(['keys', 'add', 'openai', '--label', 'secret'], 2)).toMatchObject({ code: 'usage' });
    const spoken = await runCli(place, ['keys', 'add', 'openai', key]);
    expect(spoken.code).toBe(2);
    expect(spoken.stderr).not.toContain(key);
  });
});

describe('models', () => {
  test('recommendations say what each is good for and whether it fits', async () => {
    const { models } = (await json(['pull'])) as { models: Record<string, unknown>[] };
    expect(models.length).toBeGreaterThan(8);
    for (const model of models)
      expect(model).toMatchObject({
        name: expect.any(String),
        id: expect.stringContaining('/'),
        about: expect.any(String),
        licence: expect.any(String),
      });
    const code = (await json(['pull', '--job', 'code'])) as { models: { jobs: string[] }[] };
    expect(code.models.every(({ jobs }) => jobs.includes('code'))).toBe(true);
    expect((await runCli(place, ['pull'])).stdout).toContain('to talk and write with');
  });

  test('what cannot be pulled or removed is said before anything is touched', async () => {
    const folder = join(place.home, 'files');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'text.gguf'), 'no model');
    expect(await failure(['pull', join(folder, 'text.gguf')])).toMatchObject({ code: 'invalid_model_file' });
    expect(await failure(['pull', join(folder, 'absent.gguf')])).toMatchObject({ code: 'unknown_model' });
    expect(await failure(['pull', 'nope'])).toMatchObject({ code: 'unknown_model' });
    expect(await failure(['pull', 'http://example.com/x.gguf'])).toMatchObject({ code: 'invalid_request' });
    expect(await failure(['rm', 'nope'])).toMatchObject({ code: 'unknown_model' });
    expect(await failure(['rm'], 2)).toMatchObject({ code: 'usage' });
  });
});

test('looks into an empty ledger, and wrong times', async () => {
  expect(await failure(['why'])).toMatchObject({ code: 'not_found' });
  expect(await failure(['why', 'req_none'])).toMatchObject({ code: 'not_found' });
  expect(await failure(['report', '--since', 'soon'], 2)).toMatchObject({ code: 'usage' });
  expect(await failure(['report', '--quality', '--per-action'], 2)).toMatchObject({ code: 'usage' });
  expect((await failure(['engines', 'install', 'warp'], 2)).hint).toContain('cpu, cuda, vulkan, metal');
  for (const verdict of ['meh', '', '1.5', 'NaN'])
    expect(await failure(['feedback', 'last', verdict], 2)).toMatchObject({ code: 'usage' });
});

test('help of a command is its --help; of a mistyped one it names the nearest', async () => {
  for (const words of [['config'], ['config', 'set']]) {
    const { stdout, code } = await runCli(place, ['help', ...words]);
    expect([code, stdout]).toEqual([0, (await runCli(place, [...words, '--help'])).stdout]);
  }
  expect((await failure(['help', 'upp'], 2)).message).toContain('Did you mean up?');
});

test.skipIf(!existsSync('/dev/full'))('output that cannot be written is an error', async () => {
  for (const args of ['config', 'config --json', '--help']) {
    const { code, stderr } = await runCli(place, args.split(' '), '', '/dev/full');
    expect([code, stderr.includes('could not be written')]).toEqual([1, true]);
  }
});

test('mistyped commands and options name the nearest', async () => {
  expect((await failure(['upp'], 2)).message).toContain('Did you mean up?');
  expect((await failure(['ls', '--jason'], 2)).message).toContain('Did you mean --json?');
  expect((await failure(['config', 'sett', 'a', 'b'], 2)).message).toContain('Did you mean set?');
});

test('a home that cannot be used is a clear error for every command that needs one', async () => {
  const file = join(place.home, 'a-file');
  writeFileSync(file, '');
  for (const args of [
    ['up'],
    ['ls'],
    ['ps'],
    ['why'],
    ['report'],
    ['run', 'hello'],
    ['config'],
    ['keys'],
    ['pull', 'x/y'],
  ]) {
    const { code, stdout, stderr } = await runCli({ ...place, env: { NEARMOST_HOME: file } }, [
      ...args,
      '--json',
    ]);
    expect([args[0], code, stdout]).toEqual([args[0], 1, '']);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'home_unusable', hint: expect.stringContaining('NEARMOST_HOME') },
    });
  }
  const doctor = await runCli({ ...place, env: { NEARMOST_HOME: file } }, ['doctor', '--json']);
  expect(doctor.code).toBe(1);
  expect(JSON.parse(doctor.stdout)).toMatchObject({ healthy: false });
});

test('a wrong value in config.json is mended by setting it anew', async () => {
  const file = join(place.home, 'config.json');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '{}';
  writeFileSync(file, '{"label": 5}');
  expect((await failure(['config', 'get', 'label'])).code).toBe('config_invalid');
  expect(await json(['config', 'set', 'label', 'personal'])).toMatchObject({ value: 'personal' });
  writeFileSync(file, before);
});
