import type { Finding, Metered, Settings } from '../../contract/index.ts';
import { readMetered } from '../../device/metered.ts';
import { ok } from './finding.ts';

/** Whether large transfers need consent on this link, and who says so. */
export async function checkLink(
  { network }: Pick<Settings, 'network'>,
  read: () => Promise<Metered> = readMetered,
): Promise<Finding> {
  const { metered, source } =
    network.metered === 'auto'
      ? await read()
      : { metered: network.metered, source: 'the setting network.metered' };
  const words = {
    yes: `metered, says ${source}: models are fetched with --metered-ok only`,
    no: `not metered, says ${source}`,
    unknown: `whether it is metered is unknown: ${source} (nearmost config set network.metered yes)`,
  };
  return ok('link', words[metered]);
}
