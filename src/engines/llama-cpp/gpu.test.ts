import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NearmostError } from '../../contract/index.ts';
import { hasGpuBuild } from './gpu-build.ts';
import { loadOrFallBack } from './load-or-fall-back.ts';
import { ENGINE_VERSION } from './packages.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'builds-'));
});
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 8 }));

describe('a build for a GPU', () => {
  const LINUX = { platform: 'linux', arch: 'x64' } as const;
  const MAC = { platform: 'darwin', arch: 'arm64' } as const;
  const put = (name: string, binaries: boolean): void => {
    const own = join(folder, 'node_modules', '@node-llama-cpp', name);
    mkdirSync(join(own, 'bins'), { recursive: true });
    writeFileSync(join(own, 'package.json'), JSON.stringify({ version: ENGINE_VERSION }));
    if (binaries) writeFileSync(join(own, 'bins', 'addon.node'), '');
  };
  test('counts when it has binaries, for this platform', () => {
    const absent = { folder: join(folder, 'absent'), global: false };
    expect(hasGpuBuild(absent, LINUX)).toBe(false);
    const here = { folder, global: false };
    put('linux-x64', true);
    put('linux-x64-cuda', false);
    expect(hasGpuBuild(here, LINUX)).toBe(false);
    put('linux-x64-vulkan', true);
    expect(hasGpuBuild(here, LINUX)).toBe(true);
    expect(hasGpuBuild(here, { ...LINUX, arch: 'arm64' })).toBe(false);
    put('mac-arm64-metal', true);
    expect(hasGpuBuild(here, MAC)).toBe(true);
  });
});

describe('a load that fails on the GPU', () => {
  const told: string[] = [];
  const play = (gpu: boolean, fails: (gpu: boolean) => NearmostError | undefined): Promise<string> =>
    loadOrFallBack(
      async (on) => {
        const error = fails(on);
        if (error) throw error;
        return on ? 'gpu' : 'processor';
      },
      gpu,
      ({ message }) => told.push(message),
    );
  const lost = new NearmostError('load_failed', 'the driver is gone');

  test('is tried once more on the processor, and it is told', async () => {
    expect(await play(true, () => undefined)).toBe('gpu');
    expect(told).toEqual([]);
    expect(await play(true, (gpu) => (gpu ? lost : undefined))).toBe('processor');
    expect(told).toEqual(['the driver is gone']);
    expect(await play(false, (gpu) => (gpu ? lost : undefined))).toBe('processor');
  });

  test('fails when the processor fails too, or when it is the file or the caller', async () => {
    await expect(play(true, () => lost)).rejects.toThrow('the driver is gone');
    const bad = new NearmostError('invalid_model_file', 'not a model');
    await expect(play(true, (gpu) => (gpu ? bad : undefined))).rejects.toThrow('not a model');
    const stopped = new NearmostError('cancelled', 'stopped');
    await expect(play(true, (gpu) => (gpu ? stopped : undefined))).rejects.toThrow('stopped');
  });
});
