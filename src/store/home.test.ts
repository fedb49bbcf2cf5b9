import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHome } from './home.ts';
import { tempFolder, tempHome } from './testing/temp-home.ts';
import { ensureToken } from './token.ts';

const mode = (path: string): number => statSync(path).mode & 0o777;

test('a fresh home is made for the owner alone', () => {
  const home = tempHome();
  for (const folder of [home.dir, home.models, home.blobs, home.manifests, home.downloads])
    expect(mode(folder), folder).toBe(0o700);
});

test('a home that others could read is closed, a shared folder is left as it is', () => {
  const home = tempHome();
  ensureToken(home);
  chmodSync(home.dir, 0o755);
  openHome(home.dir);
  expect(mode(home.dir)).toBe(0o700);

  const shared = tempFolder();
  writeFileSync(join(shared, 'letter.txt'), 'hello');
  chmodSync(shared, 0o755);
  openHome(shared);
  expect(mode(shared)).toBe(0o755);
});

test('a file in place of the home says so and names the next step', () => {
  const file = join(tempFolder(), 'taken');
  writeFileSync(file, '');
  expect(() => openHome(file)).toThrow(/a file stands in its place/);
  expect(() => openHome(join(file, 'below'))).toThrow(expect.objectContaining({ code: 'home_unusable' }));
  try {
    openHome(file);
  } catch (error) {
    expect((error as { hint: string }).hint).toContain('NEARMOST_HOME=');
    expect((error as { hint: string }).hint).not.toContain('chmod');
  }
});

// Node's own way to make folders does not come back from there.
test.skipIf(process.platform === 'win32')('a place that takes no folder is an error, not a hang', () => {
  expect(() => openHome('/proc/nearmost-home')).toThrow(
    expect.objectContaining({
      code: 'home_unusable',
      hint: expect.stringContaining('NEARMOST_HOME') as string,
    }),
  );
});

test('a read-only home is an error with the next step', () => {
  const dir = tempFolder();
  chmodSync(dir, 0o555);
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65_534); // root may write everywhere
  try {
    expect(() => openHome(join(dir, 'home'))).toThrow(
      expect.objectContaining({
        code: 'home_unusable',
        message: expect.stringContaining('may not write there'),
        hint: expect.stringContaining('NEARMOST_HOME='),
      }),
    );
  } finally {
    if (root) process.seteuid?.(0);
  }
});

test('the token is made once, for the owner alone', () => {
  const home = tempHome();
  const token = ensureToken(home);
  expect(token).toMatch(/^nm-[\w-]{43}$/);
  expect(ensureToken(home)).toBe(token);
  expect(mode(home.token)).toBe(0o600);
  chmodSync(home.token, 0o644);
  ensureToken(home);
  expect(mode(home.token)).toBe(0o600);
  expect(readdirSync(home.dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('a token on a full disk says that it is full', () => {
  const full = (): never => {
    throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  };
  expect(() => ensureToken(tempHome(), full)).toThrow(
    expect.objectContaining({ code: 'disk_full', message: expect.stringContaining('full') as string }),
  );
});

test('a process that finds no token, but is too late, takes the one of the faster process', () => {
  const home = tempHome();
  const theirs = `nm-${'x'.repeat(43)}`;
  const mine = ensureToken(home, (bytes) => {
    writeFileSync(home.token, `${theirs}\n`); // the other process, between our look and our link
    return Buffer.alloc(bytes);
  });
  expect(mine).toBe(theirs);
  expect(readFileSync(home.token, 'utf8').trim()).toBe(theirs);
});

test('an emptied token file is an error with the next step, and is not overwritten', () => {
  const home = tempHome();
  writeFileSync(home.token, '');
  expect(() => ensureToken(home)).toThrow(/does not hold a token/);
  expect(readFileSync(home.token, 'utf8')).toBe('');
});
