import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startUp, type UpServer } from '../src/cli/testing/run-cli.ts';

const HOUSE = resolve(import.meta.dirname, '../models/house');
const missing = ['house.gguf', 'card.json'].filter((file) => !existsSync(join(HOUSE, file)));
if (missing.length > 0)
  console.warn(`examples are not run: models/house/${missing[0]} is missing (npm run house:train)`);

let home: string;
let server: UpServer | undefined;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'nearmost-examples-'));
});
afterAll(async () => {
  await server?.end('SIGTERM');
  rmSync(home, { recursive: true, force: true, maxRetries: 8 });
});

/** Runs an example as a reader would, and gives what it prints. */
function run(
  name: string,
  env: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [resolve(import.meta.dirname, name)], {
    env: { PATH, HOME: home, NEARMOST_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((done) => {
    child.once('close', (code) => done({ code, output }));
  });
}

describe.skipIf(missing.length > 0)('examples do what they say', () => {
  test('library.ts', async () => {
    const { code, output } = await run('library.ts');
    expect([code, output]).toEqual([0, expect.stringContaining('local, local/house')]);
    expect(output).toContain('"SetAlarm"');
    expect(output).toContain('next:');
  });

  test('openai-client.ts', async () => {
    server = await startUp({ home });
    const { code, output } = await run('openai-client.ts', {
      OPENAI_BASE_URL: `${server.url}/v1`,
      OPENAI_API_KEY: server.token,
    });
    expect([code, output]).toEqual([0, expect.stringContaining('"PlayMusic"')]);
    expect(output).toContain('local: a word tagger answered');
  });

  test('structured-output.ts', async () => {
    const { code, output } = await run('structured-output.ts');
    expect([code, output]).toEqual([0, expect.stringContaining('from local/house')]);
    expect(output).toContain('ControlLights');
  });
});
