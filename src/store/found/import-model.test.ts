import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHome } from '../home.ts';
import { inspectGguf } from '../inspect.ts';
import { createModelStore, type ModelStore } from '../models.ts';
import { findModels, type FoundModel } from './find-models.ts';
import { importModel } from './import-model.ts';
import { foundPlaces } from './places.ts';
import { digestOf, foreignHome, model, type ForeignHome } from './testing/foreign-home.ts';

let home: ForeignHome;
let models: ModelStore;
const bytes = model(1);
beforeEach(async () => {
  home = foreignHome();
  models = await createModelStore({ home: openHome(`${home.folder}/nearmost`), inspect: inspectGguf });
});
afterEach(() => home.remove());

async function only(): Promise<FoundModel> {
  const places = foundPlaces({ env: {}, home: home.folder, platform: 'darwin' });
  const [first] = await findModels(places, models.list());
  if (first === undefined) throw new Error('nothing was found');
  return first;
}

function ollama(content: Uint8Array = bytes): string {
  home.ollama('registry.ollama.ai/library/llama3.2/1b', digestOf(bytes), content.length);
  return home.put(`.ollama/models/blobs/sha256-${digestOf(bytes)}`, content);
}

test('a model is used where it is: checked, not copied', async () => {
  const path = ollama();
  const record = await importModel(await only(), { models });
  expect(record).toMatchObject({
    id: 'llama3.2-1b',
    path,
    source: 'ollama:llama3.2:1b',
    sha256: digestOf(bytes),
  });
  expect(models.find('llama3.2-1b')?.path).toBe(path);
  expect((await only()).id).toBe('llama3.2-1b');
  // the same again is the same
  expect((await importModel(await only(), { models })).id).toBe('llama3.2-1b');
  expect(models.remove('llama3.2-1b')).toEqual({ id: 'llama3.2-1b', freedBytes: 0 });
  expect((await only()).info).toBeDefined();
});

test('a damaged file is refused, and nothing is listed', async () => {
  const damaged = Uint8Array.from(bytes);
  damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
  ollama(damaged);
  await expect(importModel(await only(), { models })).rejects.toMatchObject({ code: 'checksum_mismatch' });
  expect(models.list()).toEqual([]);
});

test('what cannot be used is refused with its reason', async () => {
  ollama(bytes.subarray(0, 50));
  home.ollama('registry.ollama.ai/library/llama3.2/1b', digestOf(bytes), bytes.length);
  await expect(importModel(await only(), { models })).rejects.toMatchObject({
    code: 'invalid_model_file',
    message: expect.stringContaining('was not fetched to the end'),
  });
});

test('a file that vanishes or changes later is named, with the way out', async () => {
  const path = ollama();
  await importModel(await only(), { models });
  utimesSync(path, 1, 1);
  expect(models.problems()).toMatchObject([
    { id: 'llama3.2-1b', message: expect.stringContaining('changed') },
  ]);
  expect(await importModel(await only(), { models })).toMatchObject({ id: 'llama3.2-1b' });
  expect(models.problems()).toEqual([]);
  rmSync(path);
  expect(models.problems()).toMatchObject([
    { message: expect.stringContaining('is missing'), hint: expect.stringContaining('nearmost import') },
  ]);
  expect(() => models.resolve('llama3.2-1b')).toThrow(/is missing/);
});

test('a wish to stop is heard', async () => {
  writeFileSync(ollama(), bytes);
  const found = await only();
  await expect(importModel(found, { models, signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(models.list()).toEqual([]);
});
