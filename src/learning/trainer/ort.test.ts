import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RUNTIME_VERSION } from './ort.ts';

/** The error of a process in which the import of the runtime fails. */
function withoutRuntime(failure: string): { code: string; message: string; hint: string } {
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({
      resolve(name, context, next) {
        if (name === 'onnxruntime-node') throw Object.assign(${failure});
        return next(name, context);
      },
    });
    const { openGraph } = await import(${JSON.stringify(new URL('ort.ts', import.meta.url))});
    await openGraph(new Uint8Array(), 1).catch((error) => console.log(JSON.stringify(error)));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as ReturnType<typeof withoutRuntime>;
}

test('without the runtime the error names the package and the version to install', () => {
  const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  const { peerDependencies } = JSON.parse(manifest) as { peerDependencies: Record<string, string> };
  expect(RUNTIME_VERSION).toBe(peerDependencies['onnxruntime-node']);
  expect(withoutRuntime("new Error('not found'), { code: 'ERR_MODULE_NOT_FOUND' }")).toMatchObject({
    code: 'engine_missing',
    message: 'Training needs the package onnxruntime-node, which is not here.',
    hint: `Install it beside Nearmost: npm install onnxruntime-node@${RUNTIME_VERSION}`,
  });
});

test('a runtime that is there but cannot be loaded says why', () => {
  const { code, message } = withoutRuntime(
    "new Error('wrong ELF class\\nat'), { code: 'ERR_DLOPEN_FAILED' }",
  );
  expect(code).toBe('engine_missing');
  expect(message).toContain('cannot be loaded: wrong ELF class.');
});
