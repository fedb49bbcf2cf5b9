import { expect, test } from 'vitest';
import { chooseFile, quantisationOf } from './choose-file.ts';
import { freeId, modelId } from './model-name.ts';
import { nearest } from './nearest.ts';
import { parsePullName } from './pull-name.ts';

const HUB = 'https://huggingface.co';
const parse = (name: string, exists = false): unknown => parsePullName(name, HUB, () => exists);

test.each([
  ['owner/repo', { kind: 'hub', repo: 'owner/repo', revision: 'main' }],
  ['owner/repo:Q4_K_M', { kind: 'hub', repo: 'owner/repo', revision: 'main', wanted: 'Q4_K_M' }],
  ['owner/repo:sub/x.gguf', { kind: 'hub', repo: 'owner/repo', revision: 'main', wanted: 'sub/x.gguf' }],
  ['owner/repo@v1.0:Q8_0', { kind: 'hub', repo: 'owner/repo', revision: 'v1.0', wanted: 'Q8_0' }],
  ['hf.co/owner/repo:Q8_0', { kind: 'hub', repo: 'owner/repo', revision: 'main', wanted: 'Q8_0' }],
  ['hf.co/o/r/blob/main/x.gguf', { kind: 'hub', repo: 'o/r', revision: 'main', wanted: 'x.gguf' }],
  ['huggingface.co/owner/repo', { kind: 'hub', repo: 'owner/repo', revision: 'main' }],
  ['https://huggingface.co/owner/repo', { kind: 'hub', repo: 'owner/repo', revision: 'main' }],
  ['https://huggingface.co/o/r/tree/main', { kind: 'hub', repo: 'o/r', revision: 'main' }],
  [
    'https://huggingface.co/o/r/resolve/main/a%20b.gguf?download=true',
    { kind: 'hub', repo: 'o/r', revision: 'main', wanted: 'a b.gguf' },
  ],
  ['https://host/x.gguf', { kind: 'url', url: 'https://host/x.gguf' }],
  ['http://127.0.0.1:81/x.gguf', { kind: 'url', url: 'http://127.0.0.1:81/x.gguf' }],
  ['./x.gguf', { kind: 'path', path: './x.gguf' }],
  ['/models/x.gguf', { kind: 'path', path: '/models/x.gguf' }],
  ['~/x.gguf', { kind: 'path', path: '~/x.gguf' }],
  ['qwen3.5-4b', { kind: 'catalog', id: 'qwen3.5-4b' }],
])('%s', (name, target) => expect(parse(name)).toEqual(target));

test('models/x.gguf is a path when it is there, else a hub id', () => {
  expect(parse('models/x.gguf', true)).toEqual({ kind: 'path', path: 'models/x.gguf' });
  expect(parse('models/x.gguf')).toMatchObject({ kind: 'hub', repo: 'models/x.gguf' });
});

test.each([
  '',
  'a/b/c',
  'owner/',
  'etc/../x',
  'ow ner/repo',
  'owner/..',
  'owner/repo@../../x',
  'http://example.com/x.gguf',
  'ftp://host/x.gguf',
  'file:///etc/passwd',
  'https://user:pass@host/x.gguf',
  'https://',
  'https://huggingface.co/%zz/x',
])('"%s" is refused', (name) =>
  expect(() => parse(name)).toThrow(expect.objectContaining({ code: 'invalid_request' })),
);

test('a quantisation is read from a file name', () => {
  for (const [name, quant] of [
    ['Qwen3-0.6B-Q8_0.gguf', 'Q8_0'],
    ['smollm2-360m-instruct-q4_k_m.gguf', 'Q4_K_M'],
    ['model.Q5_K_S.gguf', 'Q5_K_S'],
    ['X-UD-Q4_K_XL.gguf', 'Q4_K_XL'],
    ['X-IQ4_XS.gguf', 'IQ4_XS'],
    ['gpt-oss-20b-mxfp4.gguf', 'MXFP4'],
    ['x-fp16.gguf', 'F16'],
    ['BF16/x-BF16.gguf', 'BF16'],
    ['Qwen3-4B.gguf', ''],
  ] as const)
    expect(quantisationOf(name), name).toBe(quant);
});

const files = ['Q2_K', 'Q4_0', 'Q4_K_M', 'Q8_0', 'f16'].map((quant, at) => ({
  name: `m-${quant}.gguf`,
  bytes: (at + 1) * 1e9,
}));

test('Q4_K_M comes first; what does not fit is left; when nothing fits, the smallest', () => {
  const choose = (memoryBytes: number): string => chooseFile('o/r', files, { memoryBytes }).name;
  expect(choose(64e9)).toBe('m-Q4_K_M.gguf');
  expect(choose(3e9)).toBe('m-Q4_0.gguf');
  expect(choose(1.5e9)).toBe('m-Q2_K.gguf');
  expect(choose(1)).toBe('m-Q2_K.gguf');
  expect(chooseFile('o/r', [{ name: 'm.gguf' }]).name).toBe('m.gguf');
});

test('projectors, adapters and pieces are not chosen; what is named is', () => {
  const odd = [
    { name: 'mmproj-Q4_K_M.gguf' },
    { name: 'lora-x.gguf' },
    { name: 'a-Q4_K_M-00001-of-00002.gguf' },
    { name: 'a-Q8_0.gguf' },
  ];
  expect(chooseFile('o/r', odd).name).toBe('a-Q8_0.gguf');
  expect(chooseFile('o/r', files, { wanted: 'q8_0' }).name).toBe('m-Q8_0.gguf');
  expect(chooseFile('o/r', files, { wanted: 'M-F16.GGUF' }).name).toBe('m-f16.gguf');
  expect(() => chooseFile('o/r', files, { wanted: 'Q9' })).toThrow(/no file or quantisation "Q9"/);
  expect(() => chooseFile('o/r', odd.slice(2, 3))).toThrow(/split into several files/);
  expect(() => chooseFile('o/r', [{ name: 'model.safetensors' }])).toThrow(/no GGUF file/);
});

test('ids are plain and free', () => {
  expect(modelId('Qwen3-0.6B-Q4_K_M.gguf')).toBe('qwen3-0.6b-q4_k_m');
  expect(modelId('dir/../../Ünï cödé!!.gguf')).toBe('n-c-d');
  expect(modelId('.gguf')).toBe('model');
  expect(freeId('a', (id) => ['a', 'a-2'].includes(id))).toBe('a-3');
});

test('the nearest word: letters swapped, dropped or changed; nothing when all are far', () => {
  expect(nearest('server.prot', ['label', 'server.port', 'server.host'])).toBe('server.port');
  expect(nearest('LABLE', ['label'])).toBe('label');
  expect(nearest('zzzzzz', ['label', 'server.port'])).toBeUndefined();
});
