import type { HereModel, ModelRecord } from '../../contract/index.ts';
import type { Home } from '../../store/home.ts';

/** Whether a model came with Nearmost, was fetched into its folder, or lies where its owner put it. */
export function originOf({ source, path }: ModelRecord, { models }: Home): HereModel['origin'] {
  if (source === 'embedded') return 'embedded';
  return path.startsWith(models) ? 'pulled' : 'in-place';
}
