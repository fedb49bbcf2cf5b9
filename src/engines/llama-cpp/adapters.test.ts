import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeRandomLora } from '../../kit/gguf/testing/random-lora.ts';
import { randomLlamaParts } from '../../kit/gguf/testing/random-llama.ts';
import { type Adapter, type Adapters, createAdapters } from './adapters.ts';
import type { NativeLora } from './native.ts';
import { oneAtATime } from './one-at-a-time.ts';

const folder = mkdtempSync(join(tmpdir(), 'adapters-'));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 8 }));
const paths = [1, 2, 3, 4].map((seed) => {
  const path = join(folder, `${seed}.gguf`);
  writeRandomLora(path, { seed });
  return path;
});
const bytes = statSync(paths[0] ?? '').size;

interface World {
  adapters: Adapters;
  /** What native code was told, in order. */
  said: string[];
}

/** Adapters over native code that only writes down what it is told. */
function world(mostBytes: number, fail: (path: string) => boolean = () => false, mostFiles = 100): World {
  const said: string[] = [];
  const names = new Map<NativeLora, string>();
  const nameOf = (path: string): string => path.slice(folder.length + 1, -5);
  const adapters = createAdapters({
    native: {
      async loadLora(path) {
        if (fail(path)) throw new Error('native words');
        said.push(`load ${nameOf(path)}`);
        const lora: NativeLora = { dispose: async () => void said.push(`free ${nameOf(path)}`) };
        names.set(lora, nameOf(path));
        return lora;
      },
      context: {
        setLoras: (loras, scales) =>
          void said.push(`set ${loras.map((lora, index) => `${names.get(lora)}*${scales[index]}`).join()}`),
      },
    },
    base: {
      architecture: 'llama',
      tensors: randomLlamaParts().tensors.map((tensor) => ({
        ...tensor,
        dimensions: [...tensor.dimensions],
      })),
    },
    alone: oneAtATime(),
    mostBytes,
    mostFiles,
  });
  return { adapters, said };
}

async function take({ adapters }: World, index: number, scale?: number): Promise<Adapter> {
  const adapter = await adapters.resolve({
    path: paths[index] ?? '',
    ...(scale === undefined ? {} : { scale }),
  });
  if (!adapter) throw new Error('no adapter');
  return adapter;
}
const none: ReadonlySet<string> = new Set();

test('weights are read once, whatever the scale, and set only when another is due', async () => {
  const it = world(bytes * 10);
  const [one, half, two] = [await take(it, 0), await take(it, 0, 0.5), await take(it, 1)];
  for (const adapter of [one, half, two, one]) {
    await it.adapters.load(adapter, none);
    it.adapters.attach(adapter);
    it.adapters.attach(adapter);
  }
  it.adapters.attach(undefined);
  it.adapters.attach(undefined);
  expect(it.said).toEqual(['load 1', 'set 1*1', 'set 1*0.5', 'load 2', 'set 2*1', 'set 1*1', 'set ']);
  expect(one.key).not.toBe(half.key);
  expect(await it.adapters.resolve({ path: paths[0] ?? '', scale: 0 })).toBeUndefined();
  expect(await it.adapters.resolve(undefined)).toBeUndefined();
});

test('the least recently used weights go when there are too many, never those in use or attached', async () => {
  const it = world(bytes * 2.5);
  const all = [await take(it, 0), await take(it, 1), await take(it, 2), await take(it, 3)] as const;
  await it.adapters.load(all[0], none);
  it.adapters.attach(all[0]);
  await it.adapters.load(all[1], none);
  await it.adapters.load(all[2], new Set([all[1].file]));
  expect(it.said).toEqual(['load 1', 'set 1*1', 'load 2', 'load 3']);
  it.adapters.attach(undefined);
  await it.adapters.load(all[1], none);
  await it.adapters.load(all[3], none);
  expect(it.said.slice(4)).toEqual(['set ', 'load 4', 'free 1', 'free 3']);
  await it.adapters.load(all[0], none);
  expect(it.said.slice(8)).toEqual(['load 1', 'free 2']);
});

test('few files are kept, however small: each makes the next change dearer', async () => {
  const it = world(bytes * 100, () => false, 2);
  for (const index of [0, 1, 0, 2]) await it.adapters.load(await take(it, index), none);
  expect(it.said).toEqual(['load 1', 'load 2', 'load 3', 'free 2']);
  await it.adapters.load(await take(it, 3), new Set([(await take(it, 0)).file, (await take(it, 2)).file]));
  expect(it.said.slice(4)).toEqual(['load 4']);
});

test('what native code refuses is an error in words, and the next one loads', async () => {
  const it = world(bytes * 10, (path) => path === paths[0]);
  await expect(it.adapters.load(await take(it, 0), none)).rejects.toMatchObject({
    code: 'invalid_model_file',
    message: expect.stringContaining('1.gguf'),
  });
  await it.adapters.load(await take(it, 1), none);
  expect(it.said).toEqual(['load 2']);
  const gone = await take(it, 2);
  rmSync(paths[2] ?? '');
  await expect(it.adapters.load(gone, none)).rejects.toMatchObject({ code: 'invalid_model_file' });
});
