import { expect, test } from 'vitest';
import { checkLink } from './link.ts';

test.each([
  ['yes', 'never', /^metered, says the setting/],
  ['no', 'never', /^not metered, says the setting/],
  ['auto', 'yes', /^metered, says the bus: .*--metered-ok/],
  ['auto', 'unknown', /^whether it is metered is unknown/],
] as const)('setting %s, system %s', async (setting, system, words) => {
  const read = async () => {
    if (system === 'never') throw new Error('nobody asks');
    return { metered: system, source: 'the bus' };
  };
  const finding = await checkLink({ network: { metered: setting } }, read);
  expect(finding).toMatchObject({ check: 'link', level: 'ok', words: expect.stringMatching(words) });
});
