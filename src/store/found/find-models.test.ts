import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findModels, type FoundModel } from './find-models.ts';
import { foundPlaces } from './places.ts';
import { digestOf, foreignHome, model, type ForeignHome } from './testing/foreign-home.ts';

let home: ForeignHome;
beforeEach(() => {
  home = foreignHome();
});
afterEach(() => home.remove());

async function find(env: Record<string, string> = {}): Promise<Map<string, FoundModel>> {
  const places = foundPlaces({ env, home: home.folder, platform: 'linux' });
  const found = await findModels(
    places.filter(({ folder }) => folder.startsWith(home.folder)),
    [],
  );
  return new Map(found.map((one) => [one.name, one]));
}

const [one, two] = [model(1), model(2)];
const LIBRARY = 'registry.ollama.ai/library';

test('nothing is there', async () => {
  expect(await find()).toEqual(new Map());
});

test('Ollama: names as it shows them, content by digest', async () => {
  const path = home.put(`.ollama/models/blobs/sha256-${digestOf(one)}`, one);
  home.ollama(`${LIBRARY}/llama3.2/1b`, digestOf(one), one.length);
  home.put(`.ollama/models/blobs/sha256:${digestOf(two)}`, two);
  home.ollama('registry.ollama.ai/me/mine/latest', digestOf(two), two.length);
  const found = await find();
  expect(found.get('llama3.2:1b')).toMatchObject({
    in: 'ollama',
    path,
    sha256: digestOf(one),
    bytes: one.length,
  });
  expect(found.get('llama3.2:1b')?.info?.architecture).toBe('llama');
  expect(found.get('me/mine:latest')?.sha256).toBe(digestOf(two));
});

test('Ollama: what cannot be used says why', async () => {
  const short = one.subarray(0, one.length - 100);
  home.put(`.ollama/models/blobs/sha256-${digestOf(one)}`, short);
  home.ollama(`${LIBRARY}/cut/latest`, digestOf(one), one.length);
  home.ollama(`${LIBRARY}/gone/latest`, digestOf(two), two.length);
  home.ollama(`${LIBRARY}/evil/latest`, `../../${'a'.repeat(58)}`, 5);
  home.put('.ollama/models/manifests/registry.ollama.ai/library/torn/latest', '{"layers":[');
  home.put('.ollama/models/manifests/registry.ollama.ai/library/cloud/latest', '{"layers":[]}');
  home.put(`.ollama/models/blobs/sha256-${digestOf(Buffer.from('no model'))}`, 'no model');
  home.ollama(`${LIBRARY}/other/latest`, digestOf(Buffer.from('no model')), 8);
  const problems = Object.fromEntries([...(await find())].map(([name, { problem }]) => [name, problem]));
  expect(problems).toEqual({
    'cut:latest': expect.stringContaining('was not fetched to the end'),
    'gone:latest': expect.stringContaining('are not there'),
    'evil:latest': 'its manifest names no sha256 of the weights',
    'torn:latest': 'its manifest cannot be read',
    'cloud:latest': expect.stringContaining('no weights in one file'),
    'other:latest': 'it does not begin with "GGUF"',
  });
});

test('Hugging Face: one model of two snapshots, links to blobs, a fetch that stopped', async () => {
  const blob = home.hub('owner/repo', 'm-Q4_0.gguf', one);
  home.hub('owner/repo', 'm-Q4_0.gguf', one, { commit: 'd'.repeat(40) });
  home.hub('owner/repo', 'deep/n.gguf', two);
  rmSync(home.hub('owner/stopped', 'm.gguf', model(3)));
  home.put('.cache/huggingface/hub/models--owner--repo/snapshots/c/README.md', 'words');
  home.put('.cache/huggingface/hub/datasets--owner--d/snapshots/c/m.gguf', one);
  const found = await find();
  expect([...found.keys()].sort()).toEqual([
    'owner/repo/deep/n.gguf',
    'owner/repo/m-Q4_0.gguf',
    'owner/stopped/m.gguf',
  ]);
  expect(found.get('owner/repo/m-Q4_0.gguf')).toMatchObject({
    in: 'hugging-face',
    path: blob,
    sha256: digestOf(one),
  });
  expect(found.get('owner/stopped/m.gguf')?.problem).toContain('not fetched to the end');
});

test('LM Studio and llama.cpp: files by path; projectors, pieces and foreign files say why not', async () => {
  home.put('.lmstudio/models/pub/model/m.gguf', one);
  home.put('.lmstudio/models/pub/model/mmproj-m.gguf', 'GGUF and no more');
  symlinkSync(join(home.folder, 'nowhere'), join(home.folder, '.lmstudio/models/pub/link.gguf'));
  home.put('.cache/llama.cpp/o_r_m.gguf', two);
  home.put('.cache/llama.cpp/o_r_m.gguf.etag', `"${digestOf(two)}"\n`);
  home.put('.cache/llama.cpp/manifest=o=r=latest.json', '{}');
  home.hub('new/layout', 'm.gguf', model(3), { cache: '.cache/llama.cpp' });
  const found = await find();
  expect(found.get('pub/model/m.gguf')).toMatchObject({ in: 'lm-studio', bytes: one.length });
  expect(found.get('pub/model/m.gguf')?.info).toBeDefined();
  expect(found.get('pub/model/mmproj-m.gguf')?.problem).toMatch(/version/);
  expect(found.get('pub/link.gguf')?.problem).toContain('not there');
  expect(found.get('o_r_m.gguf')).toMatchObject({ in: 'llama.cpp', sha256: digestOf(two) });
  expect(found.get('new/layout/m.gguf')).toMatchObject({ in: 'llama.cpp', sha256: digestOf(model(3)) });
  expect(found.size).toBe(5);
});

test('a folder that holds itself does not hold up the search', async () => {
  home.put('.lmstudio/models/pub/m.gguf', one);
  symlinkSync(join(home.folder, '.lmstudio/models'), join(home.folder, '.lmstudio/models/pub/loop'));
  expect([...(await find()).keys()]).toEqual(['pub/m.gguf']);
});

test('the same file in two places is listed once', async () => {
  const blob = home.hub('owner/repo', 'm.gguf', one);
  home.put('.lmstudio/models/pub/other.gguf', two);
  symlinkSync(blob, join(home.folder, '.lmstudio/models/pub/m.gguf'));
  expect([...(await find()).keys()].sort()).toEqual(['pub/m.gguf', 'pub/other.gguf']);
});

test('variables and settings move the places', () => {
  const of = (
    env: Record<string, string>,
    files: Record<string, string> = {},
    platform: NodeJS.Platform = 'linux',
  ) =>
    foundPlaces({ env, home: '/home/me', platform, read: (path) => files[path] }).map(
      ({ in: program, folder }) => `${program} ${folder}`,
    );
  expect(of({})).toEqual([
    'ollama /home/me/.ollama/models',
    'ollama /usr/share/ollama/.ollama/models',
    'lm-studio /home/me/.lmstudio/models',
    'lm-studio /home/me/.cache/lm-studio/models',
    'hugging-face /home/me/.cache/huggingface/hub',
    'llama.cpp /home/me/.cache/llama.cpp',
  ]);
  expect(of({ OLLAMA_MODELS: '/big/ollama', HF_HOME: '~/hf', LLAMA_CACHE: '/big/llama' })).toEqual(
    expect.arrayContaining(['ollama /big/ollama', 'hugging-face /home/me/hf/hub', 'llama.cpp /big/llama']),
  );
  expect(of({ HF_HOME: '/hf', HF_HUB_CACHE: '/hub' })).toContain('hugging-face /hub');
  expect(of({ XDG_CACHE_HOME: '/xdg' })).toEqual(
    expect.arrayContaining(['hugging-face /xdg/huggingface/hub', 'llama.cpp /xdg/llama.cpp']),
  );
  expect(of({ LLAMA_CACHE: 'relative' }).some((place) => place.startsWith('llama.cpp'))).toBe(false);
  const pointer = { '/home/me/.lmstudio-home-pointer': '/data/lms\n' };
  expect(of({}, pointer)).toContain('lm-studio /data/lms/models');
  const moved = { ...pointer, '/data/lms/settings.json': '{"downloadsFolder":"/models"}' };
  expect(of({}, moved)).toContain('lm-studio /models');
  expect(of({}, { ...pointer, '/data/lms/settings.json': 'torn' })).toContain('lm-studio /data/lms/models');
  expect(of({}, {}, 'darwin')).toContain('llama.cpp /home/me/Library/Caches/llama.cpp');
});
