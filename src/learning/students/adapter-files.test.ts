import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  ADAPTER_FILE,
  type AdapterManifest,
  forgetAdapters,
  MANIFEST_FILE,
  placeWeights,
  readAdapterFiles,
  sha256,
  trainingFolder,
  weightsFolder,
  writeAdapterFiles,
} from './adapter-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'adapter-files-'));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 8 }));

const bytes = new TextEncoder().encode('weights');
const manifest: AdapterManifest = {
  version: 1,
  base: 'a'.repeat(64),
  baseId: 'house',
  sha256: sha256(bytes),
  prompt: 'whole',
  messages: [{ role: 'system', content: 'x' }],
  responseFormat: { type: 'json_object' },
  maxTokens: 9,
  level: -3,
  training: {
    texts: 1,
    dropped: 0,
    steps: 1,
    tokens: 1,
    seconds: 1,
    secondsEstimated: null,
    memoryBytes: 0,
    memoryEstimated: 0,
    lossFirst: 2,
    lossLast: 1,
    lossHeldOut: null,
  },
  regression: { before: [0.2], after: [0.1], drop: 0.7 },
};
const files = (change: object = {}, weights: Uint8Array = bytes): Map<string, Uint8Array> =>
  new Map([
    [MANIFEST_FILE, new TextEncoder().encode(JSON.stringify({ ...manifest, ...change }))],
    [ADAPTER_FILE, weights],
  ]);

test('what is written is read', () => {
  expect(readAdapterFiles(writeAdapterFiles(manifest, bytes))).toEqual({ manifest, weights: bytes });
});

test.each<[string, ReadonlyMap<string, Uint8Array>, RegExp]>([
  ['no files', new Map(), /adapter\.json is missing/],
  ['no weights', new Map([...files()].slice(0, 1)), /adapter\.gguf is missing/],
  ['a torn manifest', new Map([...files(), [MANIFEST_FILE, bytes]]), /is no JSON/],
  ['a manifest that is no text', new Map([...files(), [MANIFEST_FILE, Uint8Array.of(255)]]), /is no JSON/],
  ['a later version', files({ version: 2 }), /version is wrong/],
  ['a digest that is none', files({ base: '../../x' }), /base is wrong/],
  ['messages that are none', files({ messages: [{ role: 'user' }] }), /messages/],
  ['other weights', files({}, new Uint8Array(3)), /another sha256/],
])('%s: refused in words', (_name, damaged, words) => {
  expect(() => readAdapterFiles(damaged)).toThrow(
    expect.objectContaining({ code: 'invalid_model_file', message: expect.stringMatching(words) }),
  );
});

test('weights are placed once, by digest, and again where they were cut', () => {
  const path = placeWeights(join(folder, 'deep', 'down'), manifest.sha256, bytes);
  expect(path).toBe(placeWeights(join(folder, 'deep', 'down'), manifest.sha256, bytes));
  truncateSync(path, 2);
  placeWeights(join(folder, 'deep', 'down'), manifest.sha256, bytes);
  expect(new Uint8Array(readFileSync(path))).toEqual(bytes);
  expect(readdirSync(join(folder, 'deep', 'down'))).toEqual([`${manifest.sha256}.gguf`]);
});

test('a folder that cannot be is said', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => placeWeights(join(folder, 'file', 'x'), manifest.sha256, bytes)).toThrow(
    expect.objectContaining({ code: 'home_unusable' }),
  );
});

test('forgetting deletes the weights of students that are gone, and the checkpoints of the skill', () => {
  const home = join(folder, 'home');
  forgetAdapters(home, new Set(), 'mail');
  const [kept, gone] = ['b'.repeat(64), 'c'.repeat(64)];
  placeWeights(weightsFolder(home), kept, bytes);
  placeWeights(weightsFolder(home), gone, bytes);
  writeFileSync(join(weightsFolder(home), `${gone}.gguf.12.abc.tmp`), '');
  for (const skill of ['mail', 'other'])
    mkdirSync(join(trainingFolder(home, skill), 'x'), { recursive: true });
  forgetAdapters(home, new Set([kept]), 'mail');
  expect(readdirSync(weightsFolder(home))).toEqual([`${kept}.gguf`]);
  expect(readdirSync(join(home, 'training'))).toHaveLength(1);
  expect(readdirSync(trainingFolder(home, 'other'))).toEqual(['x']);
});
