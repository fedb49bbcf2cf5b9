import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { randomLlama } from '../kit/gguf/testing/random-llama.ts';
import { testEgress } from '../kit/testing/test-egress.ts';
import { inspectGguf } from './inspect.ts';
import { createModelStore } from './models.ts';
import { pull } from './pull.ts';
import { sha256, startFakeHub } from './testing/fake-hub.ts';
import { tempHome } from './testing/temp-home.ts';

test('a pull that is killed in the middle goes on where it was, and nothing half-made is ever listed', async () => {
  const content = randomLlama({ width: 256, vocabulary: 2000, seed: 1 });
  const repo = 'owner/tiny-GGUF';
  let enough = 0;
  const hub = await startFakeHub({
    repositories: { [repo]: { 'Tiny-Q4_K_M.gguf': { content } } },
    // hardly anything comes beyond that place: it is still under way when it is killed
    slowMs: (at) => (at > content.length * (enough + 0.1) ? 5000 : 2),
  });
  onTestFinished(hub.close);
  const home = tempHome();
  const url = (path: string): string => JSON.stringify(join(import.meta.dirname, path));
  const script = `
    import { testEgress } from ${url('../kit/testing/test-egress.ts')};
    import { inspectGguf } from ${url('inspect.ts')};
    import { createModelStore } from ${url('models.ts')};
    import { openHome } from ${url('home.ts')};
    import { pull } from ${url('pull.ts')};
    const [dir, hub] = process.argv.slice(1);
    const models = await createModelStore({ home: openHome(dir), inspect: inspectGguf });
    await pull(${JSON.stringify(repo)}, { models, egress: testEgress().egress, settings: { pull: { hub } } });`;
  const store = await createModelStore({ home, inspect: inspectGguf });

  for (enough of [0.2, 0.5, 0.8]) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, home.dir, hub.url], {
      stdio: 'inherit',
    });
    const ended = new Promise((done) => child.on('close', (_, signal) => done(signal)));
    const watch = setInterval(() => {
      const part = readdirSync(home.downloads).find((name) => name.endsWith('.part'));
      const size =
        part === undefined ? 0 : (statSync(join(home.downloads, part), { throwIfNoEntry: false })?.size ?? 0);
      if (size > content.length * enough) child.kill('SIGKILL');
    }, 5);
    onTestFinished(() => clearInterval(watch));
    expect(await ended).toBe('SIGKILL');
    clearInterval(watch);
    expect([store.list(), store.problems(), readdirSync(home.blobs)]).toEqual([[], [], []]);
  }

  const { egress, close } = testEgress();
  onTestFinished(close);
  enough = 1;
  const before = hub.seen.length;
  const record = await pull(repo, { models: store, egress, settings: { pull: { hub: hub.url } } });
  expect(record.sha256).toBe(sha256(content));
  const from = Number(/\d+/.exec(hub.seen.slice(before).at(-1)?.headers.range ?? '')?.[0]);
  expect(from).toBeGreaterThan(content.length * 0.8);
  expect(readdirSync(home.downloads)).toEqual([]);
});
