import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomLlama } from '../kit/gguf/testing/random-llama.ts';
import { TAGGER } from './embedded.ts';
import type { Home } from './home.ts';
import { inspectGguf } from './inspect.ts';
import { createModelStore, type ModelStore } from './models.ts';
import { sha256 } from './testing/fake-hub.ts';
import { tempFolder, tempHome } from './testing/temp-home.ts';

const open = (home: Home, embedded?: string): Promise<ModelStore> =>
  createModelStore({ home, inspect: inspectGguf, ...(embedded === undefined ? {} : { embedded }) });
const bytes = randomLlama({ seed: 1 });

/** A whole download, ready to be taken in. */
function downloaded(home: Home, content: Uint8Array = bytes): { path: string; sha256: string } {
  const path = join(home.downloads, `${Math.random()}.part`);
  writeFileSync(path, content);
  return { path, sha256: sha256(content) };
}

test('a folder cannot be used as a model, and is called a folder', async () => {
  const store = await open(tempHome());
  const folder = tempFolder();
  await expect(store.add({ path: folder })).rejects.toMatchObject({
    code: 'unknown_model',
    message: `${folder} is no file but a folder.`,
  });
  await expect(store.add({ path: join(folder, 'x.gguf') })).rejects.toMatchObject({ code: 'unknown_model' });
});

test('a pulled model is moved in, listed with what its header says, and survives a restart', async () => {
  const home = tempHome();
  const store = await open(home);
  const record = await store.adopt({
    ...downloaded(home),
    source: 'o/r:Tiny-Q8_0.gguf',
    card: { id: 'Tiny-Q8_0', licence: 'mit' },
  });
  expect(record).toMatchObject({
    id: 'tiny-q8_0',
    engine: 'llama-cpp',
    bytes: bytes.length,
    sha256: sha256(bytes),
    source: 'o/r:Tiny-Q8_0.gguf',
    info: { architecture: 'llama', layers: 2, contextLength: 512 },
    card: { id: 'tiny-q8_0', licence: 'mit', jobs: ['chat'] },
  });
  expect(readdirSync(home.downloads)).toEqual([]);
  expect((await open(home)).list()).toEqual([record]);
  expect(store.problems()).toEqual([]);
});

test('a home may be moved: pulled models are found by content', async () => {
  const home = tempHome();
  await (await open(home)).adopt({ ...downloaded(home), source: 's', card: { id: 'm' } });
  const moved = `${home.dir}-moved`;
  renameSync(home.dir, moved);
  const { openHome } = await import('./home.ts');
  expect((await open(openHome(moved))).find('m')?.path.startsWith(moved)).toBe(true);
});

test('two names share one file; it goes with the last', async () => {
  const home = tempHome();
  const store = await open(home);
  const first = await store.adopt({ ...downloaded(home), source: 'a/r:x.gguf', card: { id: 'x' } });
  const second = await store.adopt({ ...downloaded(home), source: 'b/r:x.gguf', card: { id: 'x' } });
  expect([first.id, second.id]).toEqual(['x', 'x-2']);
  expect(readdirSync(home.blobs)).toHaveLength(1);
  expect(store.remove('x')).toEqual({ id: 'x', freedBytes: 0 });
  expect(existsSync(second.path)).toBe(true);
  expect(store.remove('x-2')).toEqual({ id: 'x-2', freedBytes: bytes.length });
  expect(readdirSync(home.blobs)).toEqual([]);
  expect(store.list()).toEqual([]);
});

test('pulling a source again keeps its id, and the old bytes go when nobody has them', async () => {
  const home = tempHome();
  const store = await open(home);
  await store.adopt({ ...downloaded(home), source: 's', card: { id: 'm' } });
  const newer = randomLlama({ seed: 2 });
  await store.adopt({ ...downloaded(home, newer), source: 's', card: { id: 'm' } });
  expect(store.list().map((one) => [one.id, one.sha256])).toEqual([['m', sha256(newer)]]);
  store.remove('m');
  expect(readdirSync(home.blobs)).toEqual([]);
});

test('a file in place is used where it is, and stays there', async () => {
  const home = tempHome();
  const store = await open(home);
  const path = join(tempFolder(), 'My Model.gguf');
  writeFileSync(path, bytes);
  const record = await store.add({ path });
  expect(record).toMatchObject({ id: 'my-model', path, source: path });
  expect('sha256' in record).toBe(false);
  expect(store.remove('my-model').freedBytes).toBe(0);
  expect(existsSync(path)).toBe(true);
});

test('a file that is missing, changed or cut short is reported and not listed', async () => {
  const home = tempHome();
  const store = await open(home);
  const path = join(tempFolder(), 'a.gguf');
  writeFileSync(path, bytes);
  await store.add({ path });
  const pulled = await store.adopt({ ...downloaded(home), source: 'o/r:b.gguf', card: { id: 'b' } });
  utimesSync(path, 1, 1);
  expect(store.problems()).toMatchObject([{ id: 'a', message: expect.stringContaining('changed') }]);
  rmSync(path);
  writeFileSync(pulled.path, 'short');
  expect(store.list()).toEqual([]);
  expect(store.problems()).toMatchObject([
    { id: 'a', message: expect.stringContaining('missing') },
    { id: 'b', hint: 'Fetch it again: nearmost pull o/r:b.gguf' },
  ]);
  expect(() => store.resolve('b')).toThrow(/cannot be used: its file .* changed/);
  store.remove('a');
  store.remove('b');
  expect(store.problems()).toEqual([]);
});

test('a broken manifest is reported, harms nothing else and can be removed', async () => {
  const home = tempHome();
  const store = await open(home);
  await store.adopt({ ...downloaded(home), source: 's', card: { id: 'good' } });
  await store.adopt({ ...downloaded(home, randomLlama({ seed: 3 })), source: 't', card: { id: 'bad' } });
  writeFileSync(join(home.manifests, 'bad.json'), '{"version":');
  const fresh = await open(home);
  expect(fresh.list().map((one) => one.id)).toEqual(['good']);
  expect(fresh.problems()).toMatchObject([{ id: 'bad', hint: 'Forget it: nearmost rm bad' }]);
  fresh.remove('good');
  expect(readdirSync(home.blobs)).toHaveLength(1); // the bytes of the unreadable one are not taken for nobody's
  fresh.remove('bad');
  expect(readdirSync(home.blobs)).toEqual([]);
});

test('a change by another process is seen', async () => {
  const home = tempHome();
  const [one, two] = [await open(home), await open(home)];
  expect(one.list()).toEqual([]);
  await two.adopt({ ...downloaded(home), source: 's', card: { id: 'm' } });
  expect(one.list().map((record) => record.id)).toEqual(['m']);
  two.remove('m');
  expect(one.list()).toEqual([]);
});

test('the embedded model comes first and cannot be removed; without its files there is none', async () => {
  const home = tempHome();
  const dir = join(tempFolder(), 'house');
  expect((await open(home, dir)).list()).toEqual([]);
  mkdirSync(dir);
  writeFileSync(join(dir, 'house.gguf'), bytes);
  const card = { id: 'house', name: 'House', licence: 'apache-2.0', jobs: ['command'] };
  writeFileSync(join(dir, 'card.json'), JSON.stringify(card));
  const store = await open(home, dir);
  await store.adopt({ ...downloaded(home), source: 's', card: { id: 'house' } });
  expect(store.list().map((one) => one.id)).toEqual(['house', 'house-2']);
  expect(store.find('house')).toMatchObject({ source: 'embedded', card });
  expect(() => store.remove('house')).toThrow(expect.objectContaining({ code: 'unsupported' }));
  writeFileSync(join(dir, 'house.gguf'), 'no model');
  expect((await open(home, dir)).problems()).toMatchObject([{ id: 'house' }]);
});

test('skills that come with the embedded model are listed behind it, but only those made for it', async () => {
  const dir = join(tempFolder(), 'house');
  const skill = (name: string, card: string): void => {
    mkdirSync(join(dir, 'skills', name), { recursive: true });
    writeFileSync(join(dir, 'skills', name, 'adapter.gguf'), 'weights');
    writeFileSync(join(dir, 'skills', name, 'card.json'), card);
  };
  const card = { name: 'Title', licence: 'apache-2.0', jobs: ['skill'], system: 'title' };
  skill('title', JSON.stringify({ ...card, base: 'abc' }));
  skill('old', JSON.stringify({ ...card, base: 'def' }));
  skill('torn', '{"base":');
  writeFileSync(join(dir, 'house.gguf'), bytes);
  writeFileSync(
    join(dir, 'card.json'),
    JSON.stringify({ id: 'house', name: 'House', licence: 'apache-2.0', jobs: ['command'], sha256: 'abc' }),
  );
  const store = await open(tempHome(), dir);
  expect(store.list().map(({ id }) => id)).toEqual(['house', 'house+title']);
  expect(store.find('house+title')).toMatchObject({
    adapter: { base: 'house' },
    bytes: 7,
    path: join(dir, 'skills', 'title', 'adapter.gguf'),
    card: { system: 'title' },
  });
  const problems = store
    .problems()
    .map(({ id, message }) => `${id}: ${message}`)
    .sort();
  expect(problems).toHaveLength(2);
  expect(problems[0]).toContain('house+old: it was trained for another version');
  expect(problems[1]).toContain('house+torn: its card cannot be read');
  expect(() => store.remove('house+title')).toThrow(expect.objectContaining({ code: 'unsupported' }));
});

test('a variant of the embedded model is a tagger that answers in the shape of the model', async () => {
  const dir = join(tempFolder(), 'house');
  const folder = join(dir, 'variants', 'tags');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'tagger.bin'), 'weights');
  const card = { name: 'Tags', licence: 'apache-2.0', jobs: ['command'] };
  writeFileSync(join(folder, 'card.json'), JSON.stringify({ ...card, base: 'abc', parameters: 5 }));
  writeFileSync(join(dir, 'house.gguf'), bytes);
  const shape = { decline: { intent: 'none' }, responseFormat: { type: 'json_object' } };
  writeFileSync(join(dir, 'card.json'), JSON.stringify({ ...card, ...shape, id: 'house', sha256: 'abc' }));
  const store = await open(tempHome(), dir);
  expect(store.list().map(({ id }) => id)).toEqual(['house', 'house+tags']);
  const found = store.find('house+tags');
  expect(found).toMatchObject({
    engine: TAGGER,
    variantOf: 'house',
    bytes: 7,
    info: { architecture: 'tagger', parameters: 5, contextLength: 512 },
    card: { ...shape, name: 'Tags' },
  });
  expect(found?.adapter).toBeUndefined();
});

test('names: id, local/, hub id, source, beginning; what is unknown names the nearest', async () => {
  const home = tempHome();
  const store = await open(home);
  for (const [id, source] of [
    ['qwen3-0.6b-q8_0', 'Qwen/Qwen3-0.6B-GGUF:Qwen3-0.6B-Q8_0.gguf'],
    ['qwen3-4b-q4_k_m', 'Qwen/Qwen3-4B-GGUF:x.gguf'],
    ['smol', 'h/smol:y.gguf'],
  ] as const)
    await store.adopt({ ...downloaded(home), source, card: { id } });
  for (const name of ['qwen3-0.6b-q8_0', 'local/Qwen3-0.6B-Q8_0', 'qwen/qwen3-0.6b-gguf', 'qwen3-0.6'])
    expect(store.resolve(name).id).toBe('qwen3-0.6b-q8_0');
  const hint = (name: string): string => {
    try {
      return store.resolve(name).id;
    } catch (error) {
      expect(error).toMatchObject({ code: 'unknown_model' });
      return (error as { hint: string }).hint;
    }
  };
  expect(hint('qwen3')).toContain('qwen3-0.6b-q8_0, qwen3-4b-q4_k_m');
  expect(hint('smlo')).toContain('Did you mean smol?');
  expect(hint('')).toContain('nearmost ls');
  expect(() => store.remove('smo')).toThrow(expect.objectContaining({ code: 'unknown_model' }));
});

test('what is no model is refused and leaves nothing', async () => {
  const home = tempHome();
  const store = await open(home);
  const path = join(tempFolder(), 'no.gguf');
  writeFileSync(path, 'GGUF, but not really');
  await expect(store.add({ path })).rejects.toMatchObject({ code: 'invalid_model_file' });
  await expect(store.add({ path: `${path}.gone` })).rejects.toMatchObject({ code: 'unknown_model' });
  await expect(store.add({ path: tempFolder() })).rejects.toMatchObject({ code: 'unknown_model' });
  expect([store.list(), store.problems()]).toEqual([[], []]);
  expect(readdirSync(home.manifests)).toEqual([]);
  expect(readFileSync(path, 'utf8')).toContain('GGUF');
});
