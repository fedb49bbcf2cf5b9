import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHome, type Home } from '../../store/home.ts';
import { note, ok, problem } from '../../owner/doctor/finding.ts';
import { checkHome, checkNode, checkServer, checkToken } from '../../owner/doctor/home.ts';
import { createPaint } from '../paint.ts';
import { width } from '../text.ts';
import { renderFindings } from './doctor.ts';

const plain = createPaint(false);
let home: Home;
beforeEach(() => {
  home = openHome(mkdtempSync(join(tmpdir(), 'nearmost-doctor-')));
});
afterEach(() => rmSync(home.dir, { recursive: true, force: true, maxRetries: 8 }));

test('each finding with its fix, and the sum', () => {
  const good = ok('node', 'Node v24');
  const fair = note('keys', 'No provider key: '.repeat(8), 'nearmost keys add openai');
  const bad = problem('token', 'It can be read by others.', 'chmod 600 token');
  const text = renderFindings([good, fair, bad], plain, 60);
  expect(text).toMatch(/^✓ node {3}Node v24\n! keys {3}No provider key/);
  expect(text).toContain('→ chmod 600 token');
  expect(text).toContain('1 problem to mend.');
  expect(text.split('\n').every((line) => width(line) <= 60)).toBe(true);
  expect(renderFindings([good, fair], plain, 80)).toContain('Everything works; 1 thing could be better.');
  expect(renderFindings([good], plain, 80)).toContain('Everything works.');
});

test('node: the developed one is fine, older ones work', () => {
  expect(checkNode('v24.21.0').level).toBe('ok');
  expect(checkNode('v22.18.0')).toMatchObject({ level: 'note', fix: 'Install Node 24.' });
});

test('home: a folder that others can read, a file in its place', () => {
  writeFileSync(join(home.dir, 'something of others'), '');
  chmodSync(home.dir, 0o755);
  expect(checkHome({ NEARMOST_HOME: home.dir })[0]).toMatchObject({
    level: 'note',
    fix: `chmod 700 ${home.dir}`,
  });
  chmodSync(home.dir, 0o700);
  expect(checkHome({ NEARMOST_HOME: home.dir })[0].level).toBe('ok');
  const [finding, none] = checkHome({ NEARMOST_HOME: join(home.dir, 'something of others') });
  expect([finding.level, none]).toEqual(['problem', undefined]);
});

test('token: none yet, ours alone, readable by others', () => {
  expect(checkToken(home).level).toBe('ok');
  writeFileSync(home.token, 'nm-0123456789abcdef');
  chmodSync(home.token, 0o644);
  expect(checkToken(home)).toMatchObject({ level: 'problem', fix: `chmod 600 ${home.token}` });
  chmodSync(home.token, 0o600);
  expect(checkToken(home).level).toBe('ok');
});

test('server: not running, and whether its port is free', async () => {
  expect(await checkServer(undefined, 9595, () => Promise.resolve(true))).toMatchObject({ level: 'ok' });
  expect(await checkServer(undefined, 9595, () => Promise.resolve(false))).toMatchObject({
    level: 'note',
    words: expect.stringContaining('port 9595 is taken'),
  });
  expect(await checkServer(undefined, 0, () => Promise.resolve(false))).toMatchObject({ level: 'ok' });
});
