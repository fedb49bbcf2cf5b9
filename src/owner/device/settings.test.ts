import { expect, test } from 'vitest';
import { settingsSchema } from '../../contract/index.ts';
import { loadSettings } from '../../store/settings.ts';
import { describeSettings } from '../../store/settings-table.ts';
import { setSetting } from '../../store/settings-write.ts';
import { tempHome } from '../../store/testing/temp-home.ts';
import { shownSettings } from './settings.ts';

test('every setting as it holds, with its origin, and no secret', async () => {
  const home = tempHome();
  await setSetting(home, 'providers.box.key', 'sk-very-secret');
  await setSetting(home, 'providers.box.baseUrl', 'http://me:word@127.0.0.1:8000/v1?k=hidden');
  await setSetting(home, 'router.threshold', '0.8');
  const { settings, origins } = await loadSettings({ home, env: { NEARMOST_LABEL: 'public' } });
  const held = settingsSchema.parse({ ...settings, server: { port: 0 } });
  const shown = shownSettings(held, origins, await describeSettings());
  const one = (path: string) => shown.find((setting) => setting.path === path);
  expect(JSON.stringify(shown)).not.toMatch(/very-secret|me:word|hidden/);
  expect(one('providers.box.key')).toMatchObject({ value: 'set', origin: 'config.json' });
  expect(one('providers.box.baseUrl')).toMatchObject({ value: 'http://127.0.0.1:8000/v1' });
  expect(one('router.threshold')).toMatchObject({ value: '0.8', origin: 'config.json', file: home.config });
  expect(one('label')).toMatchObject({ value: 'public', origin: 'environment', file: 'NEARMOST_LABEL' });
  expect(one('server.port')).toMatchObject({ value: '0', origin: 'start' });
  expect(one('server.host')).toMatchObject({ value: '127.0.0.1', origin: 'default' });
  expect(shown.every(({ about }) => about.length > 0)).toBe(true);
});
