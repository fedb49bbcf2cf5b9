import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const HOOK = `
import module from 'node:module';
import { appendFileSync } from 'node:fs';
module.registerHooks({
  load(url, context, next) {
    appendFileSync(process.env.LOADED, url + '\\n');
    return next(url, context);
  },
});
`;

// A list of commands needs no settings, no engine and no registry: each large library costs tens of milliseconds of every start.
test('help loads the commands alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'start-'));
  try {
    const hook = join(folder, 'hook.mjs');
    const list = join(folder, 'loaded');
    writeFileSync(hook, HOOK);
    const bin = resolve(import.meta.dirname, '../bin/nearmost.js');
    const env = { ...process.env, LOADED: list, NEARMOST_HOME: join(folder, 'home') };
    const out = execFileSync(process.execPath, ['--import', pathToFileURL(hook).href, bin, '--help'], {
      env,
      encoding: 'utf8',
    });
    expect(out).toContain('Usage: nearmost');
    const libraries = readFileSync(list, 'utf8')
      .split('\n')
      .flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []);
    expect([...new Set(libraries)]).toEqual(['commander']);
  } finally {
    rmSync(folder, { recursive: true, maxRetries: 8 });
  }
});
