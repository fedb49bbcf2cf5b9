import { NearmostError, type Metered, type Settings } from '../contract/index.ts';
import { readMetered } from './metered.ts';

/** Whether bytes on this link cost money: what the owner states, else what the system says. */
export async function meteredOf({ network }: Pick<Settings, 'network'>): Promise<Metered> {
  const { metered: stated } = network;
  return stated === 'auto' ? readMetered() : { metered: stated, source: 'the setting network.metered' };
}

/**
 * Refuses a large transfer on a metered link, before a byte is fetched. Call it where the owner has not consented.
 * @param hint how to consent
 * @throws NearmostError metered_link
 */
export async function checkMetered(settings: Pick<Settings, 'network'>, hint: string): Promise<void> {
  const { metered, source } = await meteredOf(settings);
  if (metered !== 'yes') return;
  throw new NearmostError('metered_link', `This link is metered, says ${source}; nothing was fetched.`, {
    hint,
  });
}
