import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOf, foreignHome, model, type ForeignHome } from '../store/found/testing/foreign-home.ts';
import { runCli } from './testing/run-cli.ts';

let home: ForeignHome;
let blob: string;
const bytes = model(1);
beforeEach(() => {
  home = foreignHome();
  home.ollama('registry.ollama.ai/library/tiny/latest', digestOf(bytes), bytes.length);
  blob = home.put(`.ollama/models/blobs/sha256-${digestOf(bytes)}`, bytes);
  home.hub('owner/repo', 'm-F32.gguf', model(2));
  home.put('.lmstudio/models/pub/broken.gguf', 'GGUF');
});
afterEach(() => home.remove());

const run = (...args: string[]) => runCli({ home: home.folder }, args);

test("another program's model is found, used where it is, answers, and its loss is named", async () => {
  const listed = await run('ls', '--found');
  expect(listed.stdout).toMatch(/tiny:latest\s+ollama/);
  expect(listed.stdout).toMatch(/owner\/repo\/m-F32\.gguf\s+hugging-face/);
  expect(listed.stdout).toMatch(/pub\/broken\.gguf\s+lm-studio.*it ends inside/);
  expect(listed.stderr).toContain('nearmost import <model>');
  const imported = await run('import', 'tiny');
  expect([imported.code, imported.stdout]).toEqual([
    0,
    expect.stringContaining('tiny is used where ollama keeps it'),
  ]);
  const asked = JSON.parse((await run('run', 'tiny', 'hello', '--json')).stdout) as object;
  expect(asked).toMatchObject({ route: { model: 'local/tiny', place: 'local' } });
  rmSync(blob);
  const lost = await run('run', 'local/tiny', 'hello', '--json');
  expect([lost.code, lost.stderr]).toEqual([1, expect.stringContaining('is missing')]);
  expect((await run('ls')).stderr).toContain('nearmost import');
});

test('all that can be used; a name that is none', async () => {
  const { code, stdout } = await run('import', '--all', '--json');
  expect(code).toBe(0);
  const { models } = JSON.parse(stdout) as { models: { id: string }[] };
  expect(models.map(({ id }) => id).sort()).toEqual(['m-f32', 'tiny']);
  expect(JSON.parse((await run('import', '--all', '--json')).stdout)).toEqual({ models: [] });
  const none = await run('import', 'absent');
  expect([none.code, none.stderr]).toEqual([
    1,
    expect.stringContaining('No program on this machine keeps a model absent'),
  ]);
});
