import { NearmostError } from '../contract/errors.ts';
import type { Settings } from '../contract/index.ts';
import type { OptionSpec } from './command.ts';

/** Consent to a large transfer where bytes may cost money. */
export const METERED_OK: OptionSpec = {
  flags: '--metered-ok',
  words: 'fetch it although this link is metered',
};

/**
 * Refuses a large transfer on a metered link without consent, before a byte is fetched.
 * @param again the command that says yes
 * @throws NearmostError metered_link
 */
export async function checkMetered(
  { network }: Pick<Settings, 'network'>,
  options: Record<string, unknown>,
  again: string,
): Promise<void> {
  if (options['meteredOk'] === true) return;
  const { metered: stated } = network;
  if (stated === 'no') return;
  const { readMetered } = await import('../device/metered.ts');
  const found =
    stated === 'yes' ? { metered: stated, source: 'the setting network.metered' } : await readMetered();
  if (found.metered !== 'yes') return;
  throw new NearmostError(
    'metered_link',
    `This link is metered, says ${found.source}; nothing was fetched.`,
    { hint: `If it may cost money: ${again} --metered-ok` },
  );
}
