import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../store/testing/temp-home.ts';
import { openPackageFolder } from './package-folder.ts';
import { readNpmPackage } from './npm-package.ts';
import { skillBench } from './testing/skill-bench.ts';

/** A project with one installed package. */
function project(skills: unknown): { cwd: string; folder: string } {
  const cwd = tempFolder();
  const folder = join(cwd, 'node_modules', '@acme', 'app');
  mkdirSync(join(folder, 'skills', 'title'), { recursive: true });
  const value = {
    name: '@acme/app',
    version: '2.0.0',
    ...(skills === undefined ? {} : { nearmost: { skills } }),
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(value));
  return { cwd, folder };
}

test('a skill that an npm package ships is found from below, and installed', async () => {
  const bench = await skillBench();
  const { cwd, folder } = project(['skills/title']);
  const made = await bench.pack('1.0.0');
  cpSync(made.folder, join(folder, 'skills', 'title'), { recursive: true });
  mkdirSync(join(cwd, 'src', 'deep'), { recursive: true });
  for (const found of [
    readNpmPackage('@acme/app', join(cwd, 'src', 'deep')),
    readNpmPackage('./node_modules/@acme/app', cwd),
  ]) {
    expect(found).toMatchObject({
      name: '@acme/app',
      version: '2.0.0',
      skills: [join(folder, 'skills', 'title')],
    });
    await bench.install(openPackageFolder(found.skills[0] ?? ''));
  }
  expect(bench.serving()).toBe(made.envelope.manifest.files[0]?.sha256);
});

test.each([
  ['a path upward', ['../../../x'], /leads out of the package/],
  ['an absolute path', ['/etc'], /leads out of the package/],
  ['a path of Windows', [String.raw`..\x`], /leads out of the package/],
  ['a folder that is not there', ['skills/nothing'], /there is no folder/],
  ['no list', 'skills/title', /is wrong at nearmost.skills/],
  ['an empty list', [], /is wrong at nearmost.skills/],
  ['no text', [7], /is wrong at nearmost.skills.0/],
  ['nothing', undefined, /ships no skill/],
])('refused: %s', (_, skills, why) => {
  const { cwd } = project(skills);
  expect(() => readNpmPackage('@acme/app', cwd)).toThrow(why);
});

test('a link out of the package is refused; a package that is itself a link is read', () => {
  const { cwd, folder } = project(['skills/out']);
  symlinkSync('/etc', join(folder, 'skills', 'out'));
  expect(() => readNpmPackage('@acme/app', cwd)).toThrow(/is a link out of the package/);
  const other = project(['skills/title']);
  const linked = join(cwd, 'node_modules', 'linked');
  symlinkSync(other.folder, linked);
  expect(readNpmPackage('linked', cwd).skills).toEqual([join(other.folder, 'skills', 'title')]);
});

test('what is not there is said, with the way to get it', () => {
  const cwd = tempFolder();
  expect(() => readNpmPackage('nothing-of-the-kind', cwd)).toThrow(
    expect.objectContaining({ code: 'not_found', hint: 'Install it: npm install nothing-of-the-kind' }),
  );
  expect(() => readNpmPackage('./nothing', cwd)).toThrow(/There is no package in/);
  writeFileSync(join(cwd, 'package.json'), '{');
  expect(() => readNpmPackage('.', cwd)).toThrow(/is no JSON/);
});
