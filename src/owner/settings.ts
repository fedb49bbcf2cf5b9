import { NearmostError, type KeyInput, type OwnerSettings } from '../contract/index.ts';
import { getProvider } from '../providers/registry.ts';
import { setSetting, unsetSetting } from '../store/settings-write.ts';
import type { OwnerDeps } from './owner.ts';

/** What a page may change: rules for what is asked and paid, nothing that runs, listens, or names files. */
const CHANGEABLE = [
  /^label$/,
  /^router\.(?!splitSeconds$)\w+$/,
  /^budget\.\w+$/,
  /^providers\.[^.]+\.(?:enabled|model|learn|budget\.\w+|price\.\w+)$/,
  /^apps\..+$/,
];

function checkKey({ key, baseUrl }: KeyInput): void {
  if ((key !== '' || baseUrl !== undefined) && !/\s/.test(key)) return;
  throw new NearmostError(
    'config_invalid',
    key === '' ? 'No key was given.' : 'A key is one word; several came.',
    {
      hint: 'Copy the key from the provider’s page, from its first to its last character.',
      param: 'key',
    },
  );
}

/** Changes settings for the console: stored in `config.json`, then read anew by the running server. */
export function createOwnerSettings({ home, runtime }: Pick<OwnerDeps, 'home' | 'runtime'>): OwnerSettings {
  return {
    async addKey(input) {
      const { provider, key, baseUrl, model, label } = input;
      checkKey(input);
      if (baseUrl === undefined) await getProvider(provider, runtime.settings.providers);
      else await setSetting(home, `providers.${provider}.baseUrl`, baseUrl);
      if (key !== '') await setSetting(home, `providers.${provider}.key`, key);
      if (model !== undefined) await setSetting(home, `providers.${provider}.model`, model);
      if (label !== undefined) await setSetting(home, 'label', label);
      await runtime.reload();
    },
    async removeKey(provider) {
      await getProvider(provider, runtime.settings.providers);
      const removed = await unsetSetting(home, `providers.${provider}.key`);
      await runtime.reload();
      return removed;
    },
    async set(path, text) {
      if (!CHANGEABLE.some((one) => one.test(path)))
        throw new NearmostError('config_invalid', `The setting "${path}" is changed in the terminal only.`, {
          param: 'path',
          hint: `nearmost config set ${path} <value>`,
        });
      if (text === null) await unsetSetting(home, path);
      else await setSetting(home, path, text);
      await runtime.reload();
    },
  };
}
