import { existsSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Egress } from '../contract/index.ts';
import { randomLlama } from '../kit/gguf/testing/random-llama.ts';
import { testEgress } from '../kit/testing/test-egress.ts';
import { inspectGguf } from './inspect.ts';
import { tryLock } from './lock.ts';
import { createModelStore, type ModelStore } from './models.ts';
import type { Progress } from './progress.ts';
import { pull, type PullOptions } from './pull.ts';
import {
  sha256,
  startFakeHub,
  type FakeFile,
  type FakeHub,
  type FakeHubOptions,
} from './testing/fake-hub.ts';
import { tempFolder, tempHome } from './testing/temp-home.ts';

const content = randomLlama({ width: 128, vocabulary: 1000, seed: 1 });
const FILE = 'Tiny-Q4_K_M.gguf';
const REPO = 'owner/tiny-GGUF';

interface Setup {
  hub: FakeHub;
  store: ModelStore;
  egress: Egress;
  run: (name?: string, more?: Partial<PullOptions>) => ReturnType<typeof pull>;
  waits: number[];
  /** Names in the download folder. */
  parts: () => string[];
}

async function setup(options: Partial<FakeHubOptions> & { file?: Partial<FakeFile> } = {}): Promise<Setup> {
  const { file, ...rest } = options;
  const hub = await startFakeHub({ repositories: { [REPO]: { [FILE]: { content, ...file } } }, ...rest });
  const { egress, close } = testEgress();
  onTestFinished(async () => {
    await close();
    await hub.close();
  });
  const home = tempHome();
  const store = await createModelStore({ home, inspect: inspectGguf });
  const waits: number[] = [];
  const transfer: PullOptions['transfer'] = {
    sleep: async (ms) => void waits.push(ms),
    random: () => 1,
    freeBytes: () => 1e12,
  };
  const run: Setup['run'] = (name = REPO, more = {}) =>
    pull(name, {
      models: store,
      egress,
      settings: { pull: { hub: hub.url } },
      ...more,
      transfer: { ...transfer, ...more.transfer },
    });
  return { hub, store, egress, run, waits, parts: () => readdirSync(home.downloads) };
}
const failure = async (work: Promise<unknown>): Promise<{ code: string; message: string; hint: string }> =>
  work.then(
    (value) => expect.fail(`it should have failed, not ${JSON.stringify(value)}`),
    (error: unknown) => error as { code: string; message: string; hint: string },
  );

test('a hub id: the file is fetched, verified, listed, with progress', async () => {
  const { run, store, parts, hub } = await setup({ licence: 'mit' });
  const seen: Progress[] = [];
  const files: unknown[] = [];
  const record = await run(REPO, { onProgress: (one) => seen.push(one), onFile: (one) => files.push(one) });
  expect(record).toMatchObject({
    id: 'tiny-q4_k_m',
    source: `${REPO}:${FILE}`,
    sha256: sha256(content),
    bytes: content.length,
    card: { licence: 'mit' },
    info: { architecture: 'llama' },
  });
  expect(store.resolve(REPO)).toEqual(record);
  expect(seen.at(-1)).toMatchObject({ bytes: content.length, total: content.length, secondsLeft: 0 });
  expect(files).toMatchObject([{ name: FILE, bytes: content.length, from: new URL(hub.url).host }]);
  expect(parts()).toEqual([]);
  expect(hub.seen.map((one) => one.path)).toContain(`/${REPO}/resolve/${'c'.repeat(40)}/${FILE}`);
});

test('what is here already is not fetched again', async () => {
  const { run, hub } = await setup();
  await run();
  const before = hub.seen.length;
  await run(`hf.co/${REPO}:Q4_K_M`);
  expect(hub.seen.length - before).toBe(1); // the question what there is
});

test('pulling again mends a damaged file', async () => {
  const { run, store } = await setup();
  const { path } = await run();
  for (const damage of [
    content.subarray(0, 1000),
    content.map((byte, at) => (at === 9000 ? byte ^ 1 : byte)),
  ]) {
    writeFileSync(path, damage);
    await run();
    expect(readFileSync(path).equals(content)).toBe(true);
  }
  expect(store.list()).toHaveLength(1);
});

test('a connection that drops is taken up where it ended', async () => {
  const { run, hub, waits } = await setup({ dropAfter: ({ count }) => (count < 4 ? 50_000 : undefined) });
  expect((await run()).sha256).toBe(sha256(content));
  const ranges = hub.seen.filter((one) => one.host === 'cdn').map((one) => one.headers.range);
  expect(ranges).toEqual([undefined, 'bytes=50000-', 'bytes=100000-', 'bytes=150000-', 'bytes=200000-']);
  expect(waits).toEqual([500, 500, 500, 500]);
});

test('a hub that sends nothing at all is given up after six tries with growing pauses; the part is kept', async () => {
  const { run, waits, parts, store } = await setup({ dropAfter: ({ count }) => (count === 0 ? 50_000 : 0) });
  const error = await failure(run());
  expect(error).toMatchObject({
    code: 'download_failed',
    message: expect.stringContaining('50000 bytes are kept'),
  });
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000]);
  expect(parts().filter((name) => name.endsWith('.part'))).toHaveLength(1);
  expect(store.list()).toEqual([]);
});

test('a hub with a bad moment is asked again', async () => {
  let asked = 0;
  const { run, waits } = await setup({
    intercept: (request, response) => {
      if (!request.url?.startsWith('/api/') || asked++ >= 2) return false;
      if (asked === 1) request.socket.destroy();
      else response.writeHead(502).end();
      return true;
    },
  });
  await run();
  expect(waits).toEqual([500, 1000]);
});

test('5xx and 429 are tried again, as late as the hub asks', async () => {
  let asked = 0;
  const { run, waits } = await setup({
    intercept: (request, response) => {
      if (!request.url?.includes('/resolve/') || asked++ >= 2) return false;
      response.writeHead(asked === 1 ? 503 : 429, { 'retry-after': '7' }).end();
      return true;
    },
  });
  await run();
  expect(waits).toEqual([7000, 7000]);
});

test('a file that changed meanwhile is begun again', async () => {
  const other = randomLlama({ width: 128, vocabulary: 1000, seed: 2 });
  const file: FakeFile = { content, sha256: null };
  const { run, hub } = await setup({
    repositories: { [REPO]: { [FILE]: file } },
    dropAfter: ({ count }) => {
      if (count === 0) setTimeout(() => (file.content = other), 0);
      return count === 0 ? 50_000 : undefined;
    },
  });
  expect((await run()).sha256).toBe(sha256(other));
  expect(hub.seen.filter((one) => one.host === 'cdn' && one.headers.range === 'bytes=50000-')).toHaveLength(
    1,
  );
});

test('a server without Range begins again and still ends well', async () => {
  const { run } = await setup({ ranges: false, dropAfter: ({ count }) => (count < 2 ? 50_000 : undefined) });
  expect((await run()).sha256).toBe(sha256(content));
});

test('a stopped pull keeps its part and the next goes on', async () => {
  const { run, hub, parts } = await setup({ slowMs: 50 });
  const stop = new AbortController();
  const error = await failure(
    run(REPO, { signal: stop.signal, onProgress: ({ bytes }) => bytes > 40_000 && stop.abort() }),
  );
  expect(error.code).toBe('cancelled');
  expect(error.hint).toContain('goes on where it stopped');
  expect(parts().some((name) => name.endsWith('.part'))).toBe(true);
  delete hub.options.slowMs;
  await run();
  expect(Number(/\d+/.exec(hub.seen.at(-1)?.headers.range ?? '')?.[0])).toBeGreaterThan(40_000);
});

test('wrong bytes are refused by their sha256, and not kept', async () => {
  const { run, parts, store } = await setup({ file: { sha256: 'a'.repeat(64) } });
  const error = await failure(run());
  expect(error.code).toBe('checksum_mismatch');
  expect([parts(), store.list()]).toEqual([[], []]);
});

test.each([
  ['longer than the hub says', { size: content.length - 1000 }],
  ['shorter than the hub says', { size: content.length + 1000 }],
])('a file that is %s is refused', async (_, file) => {
  const { run, store, waits } = await setup({ file });
  const error = await failure(run());
  expect(error).toMatchObject({
    code: 'download_failed',
    message: expect.stringMatching(/should have \d+ bytes/),
  });
  expect([store.list(), waits]).toEqual([[], []]);
});

test('a server that sends more than it announced is stopped', async () => {
  const { run, parts } = await setup({
    redirect: false,
    intercept: (request, response) => {
      if (!request.url?.includes('/resolve/')) return false;
      response.writeHead(200, { 'transfer-encoding': 'chunked' });
      response.write(content);
      response.end(content);
      return true;
    },
  });
  expect((await failure(run())).message).toMatch(/sends more than the \d+ bytes/);
  expect(parts().every((name) => name.endsWith('.part'))).toBe(true);
});

test.each([
  ['another scheme', 'file:///etc/passwd', /only https is followed/],
  ['itself, for ever', 'self', /more than 5 times/],
])('a redirect to %s is refused', async (_, location, message) => {
  const { run } = await setup({
    intercept: (request, response) => {
      if (!request.url?.includes('/resolve/')) return false;
      response.writeHead(302, { location: location === 'self' ? (request.url ?? '') : location }).end();
      return true;
    },
  });
  expect(await failure(run())).toMatchObject({
    code: 'download_failed',
    message: expect.stringMatching(message),
  });
});

test('the token goes to the hub alone', async () => {
  const { run, hub } = await setup();
  await run(REPO, { env: { HF_TOKEN: 'hf_secret', OPENAI_API_KEY: 'sk-no' } });
  for (const one of hub.seen)
    expect(one.headers.authorization).toBe(one.host === 'hub' ? 'Bearer hf_secret' : undefined);
  expect(hub.seen.some((one) => one.host === 'cdn')).toBe(true);
});

test('a full disk: before the start nothing is fetched; in the middle the part is kept', async () => {
  const early = await setup();
  expect(await failure(early.run(REPO, { transfer: { freeBytes: () => 1e6 } }))).toMatchObject({
    code: 'disk_full',
    message: expect.stringMatching(
      /are still to come, and 67\.1 MB must stay free, but only 1\.0 MB are free in/,
    ),
  });
  expect(early.store.list()).toEqual([]);
  if (!existsSync('/dev/full')) return;
  const late = await setup();
  symlinkSync('/dev/full', join(late.store.home.downloads, `${sha256(content)}.part`));
  expect(await failure(late.run())).toMatchObject({
    code: 'disk_full',
    hint: expect.stringContaining('nearmost rm'),
  });
  expect(late.waits).toEqual([]);
});

test('a file that is no model is refused and not kept', async () => {
  const { run, store, parts } = await setup({
    file: { content: Buffer.from('<html>not a model</html>'.repeat(99)) },
  });
  expect((await failure(run())).code).toBe('invalid_model_file');
  expect([parts(), store.list()]).toEqual([[], []]);
});

test('a large file that is no model is refused by its first bytes', async () => {
  const { run, parts } = await setup({ file: { content: Buffer.alloc(2_000_000, 'x') }, slowMs: 5 });
  let most = 0;
  const error = await failure(run(REPO, { onProgress: ({ bytes }) => (most = Math.max(most, bytes)) }));
  expect(error).toMatchObject({ code: 'invalid_model_file', message: expect.stringContaining('"xxxx"') });
  expect([most, parts()]).toEqual([0, []]);
});

test('unknown names, gated files, no hub, offline: each says what to do', async () => {
  const { run, hub, store } = await setup();
  expect(await failure(run('owner/nothing'))).toMatchObject({
    code: 'unknown_model',
    hint: expect.stringContaining('HF_TOKEN'),
  });
  expect(await failure(run(`${REPO}:Q8_0`))).toMatchObject({
    code: 'unknown_model',
    hint: expect.stringContaining(FILE),
  });
  expect(await failure(run('qwen3.5-4bb'))).toMatchObject({
    hint: expect.stringContaining('Did you mean qwen3.5-4b?'),
  });
  expect(await failure(run('whisper-base'))).toMatchObject({ code: 'unsupported' });
  const offline: Egress = async () => {
    const { NearmostError } = await import('../contract/errors.ts');
    throw new NearmostError('offline', 'off');
  };
  expect((await failure(run(REPO, { egress: offline }))).code).toBe('offline');
  const page = await startFakeHub({
    repositories: {},
    intercept: (_, response) => (response.end('<html>'), true),
  });
  onTestFinished(page.close);
  expect(await failure(run(REPO, { settings: { pull: { hub: page.url } } }))).toMatchObject({
    code: 'download_failed',
    message: expect.stringContaining('JSON'),
  });
  await hub.close();
  expect(await failure(run())).toMatchObject({
    code: 'download_failed',
    message: expect.stringContaining('cannot be reached'),
  });
  expect(store.list()).toEqual([]);
});

test('two commands do not write one file', async () => {
  const { run, store } = await setup();
  const free = tryLock(join(store.home.downloads, `${sha256(content)}.part.lock`));
  expect((await failure(run())).code).toBe('overloaded');
  free?.();
  await run();
});

test('an address and a path', async () => {
  const { run, hub, store } = await setup({ redirect: false });
  const record = await run(`${hub.cdnUrl}/${REPO}/resolve/main/${FILE}`);
  expect(record).toMatchObject({ id: 'tiny-q4_k_m', sha256: sha256(content) });
  const path = join(tempFolder(), 'mine.gguf');
  writeFileSync(path, content);
  expect(await run(path)).toMatchObject({ id: 'mine', path });
  expect(store.list()).toHaveLength(2);
  expect(statSync(record.path).mode & 0o077).toBe(0);
});
