import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NearmostError } from '../contract/errors.ts';
import { canonicalJson } from './canonical-json.ts';
import { checkManifest, type Manifest } from './manifest.ts';
import { sampleManifest } from './testing/sample-manifest.ts';
import { compareVersions, newestVersion } from './version.ts';

const file = { name: 'adapter.gguf', sha256: 'a'.repeat(64), bytes: 7 };
const variant = { id: 'f16', engine: 'llama-cpp', quantisation: 'F16', rank: 4, file: 'adapter.gguf' };

test('equal values have one form, whatever the order of their members', () => {
  expect(canonicalJson({ b: [1, -0, 1e21, 'é\n'], a: { d: null, c: true } })).toBe(
    '{"a":{"c":true,"d":null},"b":[1,0,1e+21,"é\\n"]}',
  );
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      fc.pre(!JSON.stringify(value).includes('__proto__'));
      try {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      } catch (error) {
        expect((error as NearmostError).code).toBe('invalid_package'); // half letters
      }
    }),
  );
});

test.each([
  ['a member named __proto__', JSON.parse('{"__proto__": {"x": 1}}')],
  ['a number that is not finite', JSON.parse('[1e999]')],
  ['half a letter', ['\uD800']],
  ['a bomb of brackets', JSON.parse('['.repeat(5000) + ']'.repeat(5000))],
])('no form: %s', (_, value) => {
  expect(() => canonicalJson(value)).toThrow(/describes itself wrongly/);
});

test('a sound manifest is taken as it is', () => {
  const manifest = sampleManifest();
  expect(checkManifest(JSON.parse(canonicalJson(manifest)))).toEqual(manifest);
});

test.each<[string, Partial<Record<keyof Manifest, unknown>>, RegExp]>([
  [
    'a path upward',
    { files: [{ ...file, name: '../adapter.gguf' }] },
    /files\.0\.name: a file has a plain name/,
  ],
  ['an absolute path', { files: [{ ...file, name: '/etc/passwd' }] }, /files\.0\.name/],
  ['a Windows path', { files: [{ ...file, name: String.raw`C:\adapter` }] }, /files\.0\.name/],
  ['a device of Windows', { files: [{ ...file, name: 'nul.gguf' }] }, /files\.0\.name/],
  ['a hidden file', { files: [{ ...file, name: '.adapter' }] }, /files\.0\.name/],
  ['an escape sequence', { files: [{ ...file, name: 'a\u001B[2J' }] }, /files\.0\.name/],
  ['two files of one name', { files: [file, { ...file, name: 'ADAPTER.gguf' }] }, /two files are named/],
  ['two variants of one name', { variants: [variant, variant] }, /two variants are named f16/],
  [
    'a variant without a file',
    { variants: [{ ...variant, file: 'x.gguf' }] },
    /names a file that is not there/,
  ],
  [
    'a digest that is none',
    { files: [{ ...file, sha256: 'A'.repeat(64) }] },
    /files\.0\.sha256: a sha256 has 64/,
  ],
  ['a bomb', { files: [{ ...file, bytes: 2 ** 40 }] }, /files\.0\.bytes/],
  [
    'many bombs',
    {
      files: [1, 2, 3].map((at) => ({ ...file, name: `f${at}`, bytes: 2 ** 32 })),
      variants: [{ ...variant, file: 'f1' }],
    },
    /its files are more than/,
  ],
  ['bytes that are no number', { files: [{ ...file, bytes: '7' }] }, /files\.0\.bytes/],
  [
    'thousands of files',
    { files: Array.from({ length: 1000 }, (_, at) => ({ ...file, name: `f${at}` })) },
    /files/,
  ],
  ['a long manifest', { eval: { text: 'x'.repeat(300_000) } }, /longer than 262144 bytes/],
  ['a licence that clears the screen', { licence: 'MIT\u001B[2J' }, /licence: it is one line/],
  ['a task that turns the writing', { task: 'safe\u202Eevil' }, /task: it is one line/],
  ['a name with a path', { name: 'acme/../title' }, /a skill is named like/],
  ['a long name', { name: 'a'.repeat(65) }, /a skill is named like/],
  ['a version with a path', { version: '1.0.0/../2' }, /a version is three numbers/],
  ['a version that is not one', { version: '01.0.0' }, /a version is three numbers/],
  ['a time that is none', { expires: '2027-99-01T00:00:00Z' }, /expires: there is no such time/],
  ['an end before the beginning', { expires: '2026-01-01T00:00:00Z' }, /expires before it was made/],
  ['a newer schema', { schema: 2 }, /newer Nearmost/],
  ['another format', { format: 'zip' }, /format/],
  ['no file', { files: [] }, /files/],
  ['members nobody knows', { run: 'rm -rf' } as object, /run/],
])('refused: %s', (_, change, why) => {
  const value = { ...sampleManifest(), ...change };
  expect(() => checkManifest(value)).toThrow(
    expect.objectContaining({ code: 'invalid_package', message: expect.stringMatching(why) as string }),
  );
});

test.each([null, 7, [], 'x', {}])('no manifest: %j', (value) => {
  expect(() => checkManifest(value)).toThrow(NearmostError);
});

test('versions have one order', () => {
  expect(newestVersion(['1.9.0', '1.10.0', 'latest', '0.99.99'])).toBe('1.10.0');
  expect(newestVersion(['latest'])).toBeUndefined();
  expect(compareVersions('2.0.0', '2.0.0')).toBe(0);
  expect(compareVersions('2.0.1', '2.1.0')).toBeLessThan(0);
});
