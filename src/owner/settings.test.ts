import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRuntime } from '../runtime.ts';
import { tempHome } from '../store/testing/temp-home.ts';
import { createOwnerSettings } from './settings.ts';

const open = async (env: Record<string, string> = {}) => {
  const home = tempHome();
  const runtime = await createRuntime({}, { home: home.dir, env, cwd: home.dir });
  return { home, runtime, settings: createOwnerSettings({ home, runtime }) };
};

test('a key counts at once, and is forgotten at once', async () => {
  const { home, runtime, settings } = await open();
  const cloud = (): string[] => runtime.models().flatMap(({ id, place }) => (place === 'cloud' ? [id] : []));
  expect(cloud()).toEqual([]);
  await settings.addKey({ provider: 'openai', key: 'sk-one', label: 'public', model: 'gpt-x' });
  expect(cloud()).toEqual(['openai/gpt-x']);
  expect(runtime.settings.label).toBe('public');
  expect(readFileSync(home.config, 'utf8')).toContain('sk-one');
  expect(await settings.removeKey('openai')).toBe(true);
  expect(cloud()).toEqual([]);
  expect(await settings.removeKey('openai')).toBe(false);
  await settings.addKey({ provider: 'box', key: '', baseUrl: 'http://127.0.0.1:8000/v1', model: 'm' });
  expect(cloud()).toEqual(['box/m']);
  await runtime.close();
});

test('a wrong key, an unknown provider and a setting of the machine are refused', async () => {
  const { runtime, settings } = await open();
  await expect(settings.addKey({ provider: 'openai', key: '' })).rejects.toMatchObject({
    code: 'config_invalid',
  });
  await expect(settings.addKey({ provider: 'openai', key: 'two words' })).rejects.toMatchObject({
    param: 'key',
  });
  await expect(settings.addKey({ provider: 'nobody', key: 'k' })).rejects.toMatchObject({
    code: 'unknown_model',
  });
  for (const path of [
    'server.host',
    'learn.trainer',
    'pull.hub',
    'local.gpu',
    'providers.openai.key',
    'memory.budget',
  ])
    await expect(settings.set(path, 'x')).rejects.toMatchObject({ param: 'path' });
  await runtime.close();
});

test('a cap and a target count at once, and can be taken back', async () => {
  const { runtime, settings } = await open();
  await settings.set('budget.monthUsd', '5');
  await settings.set('apps.mail.qualityFloor', '0.9');
  expect([runtime.settings.budget.monthUsd, runtime.settings.apps['mail']?.qualityFloor]).toEqual([5, 0.9]);
  await expect(settings.set('budget.monthUsd', 'lots')).rejects.toMatchObject({ code: 'config_invalid' });
  await settings.set('budget.monthUsd', null);
  expect(runtime.settings.budget.monthUsd).toBeUndefined();
  await runtime.close();
});
