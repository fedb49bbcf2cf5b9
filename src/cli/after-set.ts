import { listProviders } from '../providers/registry.ts';
import type { SettingOrigin } from '../store/settings.ts';
import { valueText } from '../kit/words/value-text.ts';

/**
 * What a person should know after a setting was written to config.json: that it does not hold, or serves nobody yet.
 * @param origins of all settings, as they are now
 */
export function afterSet(path: string, origins: Readonly<Record<string, SettingOrigin>>): string[] {
  const notes: string[] = [];
  const now = origins[path];
  if (now !== undefined && now.origin !== 'config.json') {
    const where = now.origin === 'environment' ? `the variable ${now.file ?? ''}` : (now.file ?? now.origin);
    notes.push(`It does not hold here: ${where} says ${valueText(now.value)}, and is stronger.`);
  }
  const [group, id = ''] = path.split('.');
  if (
    group === 'providers' &&
    !listProviders().includes(id) &&
    !Object.hasOwn(origins, `providers.${id}.baseUrl`)
  )
    notes.push(
      `No provider "${id}" comes with Nearmost. To add your own, say where it is: nearmost config set providers.${id}.baseUrl <url>`,
    );
  return notes;
}
