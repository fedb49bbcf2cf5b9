import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { consoleFiles } from './files.ts';
import { serveFake } from '../testing/serve.ts';

const folder = mkdtempSync(join(tmpdir(), 'nearmost-console-'));
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 8 }));

test('a route for each file that was built, and no other', () => {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  for (const name of ['index.html', 'favicon.svg', 'assets/a-1.js', 'secret.txt'])
    writeFileSync(join(folder, name), 'x');
  const routes = consoleFiles(pathToFileURL(`${folder}/`));
  expect(routes.map(({ path }) => path).sort()).toEqual(['/', '/assets/a-1.js', '/favicon.svg']);
  expect(routes.every((route) => route.public)).toBe(true);
});

test('the root answers everybody with a page under a strict policy, and tells nothing of the server', async () => {
  const { server, call } = await serveFake();
  const wire = await call({ path: '/', headers: { authorization: null } });
  expect(wire.status).toBe(200);
  if (String(wire.headers['content-type']).startsWith('text/html')) {
    expect(wire.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    expect(wire.headers['cache-control']).toBe('no-cache');
  }
  const foreign = await call({ path: '/', headers: { authorization: null, origin: 'http://evil.example' } });
  expect(foreign.status).toBe(403);
  await server.close();
});

test('a folder without assets is served as it is', () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.html'), 'x');
  expect(consoleFiles(pathToFileURL(`${folder}/`)).map(({ path }) => path)).toEqual(['/']);
});
