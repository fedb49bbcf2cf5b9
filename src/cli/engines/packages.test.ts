import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPaint } from '../paint.ts';
import { renderEngines } from '../views/engines.ts';
import { ENGINE_VERSION, isInstalled } from '../../engines/llama-cpp/packages.ts';
import { installPlan } from './packages.ts';
import { runNpm } from './run-npm.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nearmost-engines-'));
});
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 8 }));

const NAME = '@node-llama-cpp/linux-x64-vulkan';
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

test('installed means: the right version, and binaries in it', () => {
  const here = { folder, global: false };
  expect(isInstalled(NAME, here)).toBe(false);
  put(`node_modules/${NAME}/package.json`, JSON.stringify({ version: ENGINE_VERSION }));
  expect(isInstalled(NAME, here)).toBe(false);
  put(`node_modules/${NAME}/bins/addon.node`, '');
  expect(isInstalled(NAME, here)).toBe(true);
  put(`node_modules/${NAME}/package.json`, JSON.stringify({ version: '3.0.0' }));
  expect(isInstalled(NAME, here)).toBe(false);
});

test('the engine is pinned to the version that its binaries have', async () => {
  const own = await import('../../../package.json', { with: { type: 'json' } });
  expect(own.default.peerDependencies['node-llama-cpp']).toBe(ENGINE_VERSION);
});

test('npm is asked for one package of one version, without scripts', () => {
  const plan = installPlan(NAME, { folder, global: false });
  expect(plan).toMatchObject({ command: 'npm', cwd: folder });
  expect(plan.args).toContain(`${NAME}@${ENGINE_VERSION}`);
  expect(plan.args).toContain('--ignore-scripts');
  expect(plan.args.filter((one) => one.startsWith('@'))).toHaveLength(1);
  expect(installPlan(NAME, { folder, global: true }).args).toContain('--global');
});

test('a plan that fails says what to run', async () => {
  const plan = { command: process.execPath, args: ['-e', 'process.exit(3)'], cwd: folder };
  await expect(runNpm(plan, new AbortController().signal)).rejects.toMatchObject({
    code: 'engine_missing',
    message: expect.stringContaining('exit code 3'),
    hint: expect.stringContaining('process.exit(3)'),
  });
  await runNpm({ ...plan, args: ['-e', ''] }, new AbortController().signal);
});

test('the list tells what would run, what is here and what to do', () => {
  const shared = { works: true, why: 'so', installed: false };
  const look = {
    platform: 'linux x64 (glibc)',
    variants: [
      { ...shared, id: 'cuda' as const, package: 'c', memoryBytes: 8e9, method: 'measured' as const },
      {
        ...shared,
        id: 'cpu' as const,
        package: 'p',
        memoryBytes: null,
        method: 'unavailable' as const,
        installed: true,
      },
    ],
    best: 'cuda',
    words: 'CUDA: so.',
    npus: ['Intel NPU'],
    packages: { folder, global: false },
  };
  const text = renderEngines(look, createPaint(false), 100);
  expect(text).toMatch(/cuda\s+yes\s+8\.0 GB/);
  expect(text).toMatch(/cpu\s+installed\s+yes/);
  expect(text).toContain('Intel NPU: seen, but no engine uses it yet.');
  expect(text).toContain('nearmost engines install cuda');
  expect(renderEngines({ ...look, best: 'cpu' }, createPaint(false), 100)).not.toContain('engines install');
});
