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
  settings: Pick<Settings, 'network'>,
  options: Record<string, unknown>,
  again: string,
): Promise<void> {
  if (options['meteredOk'] === true) return;
  const { checkMetered: check } = await import('../device/check-metered.ts');
  await check(settings, `If it may cost money: ${again} --metered-ok`);
}
