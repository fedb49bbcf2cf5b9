import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, startUp, type UpServer } from '../../src/cli/testing/run-cli.ts';

const run = promisify(execFile);
const app = resolve(import.meta.dirname, 'app.ts');
const guide = readFileSync(resolve(import.meta.dirname, '../../docs/migrate.md'), 'utf8');
const weights = resolve(import.meta.dirname, '../../models/house/house.gguf');
const there = existsSync(weights);

test('the app knows nothing of Nearmost but a header', () => {
  const code = readFileSync(app, 'utf8').replaceAll(/^\s*\/\/.*$/gm, '');
  expect(code.match(/nearmost/gi)).toHaveLength(1);
  expect(code).not.toMatch(/https?:/);
});

describe.skipIf(!there)(`an app of OpenAI's moves${there ? '' : ` (skipped: no ${weights})`}`, () => {
  let home: string;
  let server: UpServer;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'nearmost-migrate-'));
    server = await startUp({ home });
  });
  afterAll(async () => {
    await server.end('SIGTERM');
    rmSync(home, { recursive: true, force: true, maxRetries: 8 });
  });

  test('with two variables, and sees its first report', async () => {
    const { PATH = '' } = process.env;
    const { stdout } = await run(process.execPath, [app], {
      env: { PATH, HOME: home, OPENAI_BASE_URL: `${server.url}/v1`, OPENAI_API_KEY: server.token },
    });
    expect(stdout).toContain('"SetAlarm"');
    expect(stdout.match(/^local /gm)).toHaveLength(5);
    expect(stdout).toMatch(/^stream {2}\{"intent":"SetReminder"/m);
    expect(stdout).toMatch(/^items {3}\{"intent":/m);

    const report = await runCli({ home }, ['report', '--json']);
    const figures = JSON.parse(report.stdout) as {
      requests: { value: number };
      localShare: { value: number };
    };
    expect(figures.requests.value).toBe(7);
    expect(figures.localShare.value).toBe(1);
    const words = await runCli({ home }, ['report']);
    expect(words.stdout).toContain('7');
    const why = await runCli({ home }, ['why', '--json']);
    expect(why.stdout).toContain('gpt-4o-mini');
  });
});

test('the guide shows the commands of the example', () => {
  for (const line of [
    'nearmost up',
    'OPENAI_BASE_URL=http://127.0.0.1:9595/v1',
    'nearmost report',
    'nearmost config import',
  ])
    expect(guide).toContain(line);
});
