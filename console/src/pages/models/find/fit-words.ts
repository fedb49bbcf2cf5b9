import type { CatalogRow } from '../../../../../src/contract/index.ts';
import { bytes } from '../../../format/words.ts';

/** What decides whether a model can be fetched and used. */
export type Judged = Pick<CatalogRow, 'usable' | 'fit' | 'here' | 'missingDiskBytes' | 'reason'>;

/** Whether a model can be used here, in two or three words. Pure. */
export function fitWords({ usable, fit, here, missingDiskBytes }: Judged): {
  words: string;
  level: 'good' | 'tight' | 'no';
} {
  if (here !== null) return { words: 'is here', level: 'good' };
  if (!usable) return { words: 'no engine yet', level: 'no' };
  if (fit === 'no') return { words: 'too big', level: 'no' };
  if (missingDiskBytes > 0) return { words: 'disk too full', level: 'no' };
  return fit === 'good' ? { words: 'fits', level: 'good' } : { words: 'fits just so', level: 'tight' };
}

/** What should be thought about before it is fetched; undefined: nothing. Pure. */
export function doubtWords({ fit, reason }: Judged): string | undefined {
  if (fit === 'good') return undefined;
  return fit === 'no'
    ? `${reason} It can be fetched, but not be used on this machine.`
    : `${reason} Until then it cannot be loaded.`;
}

/** Why it cannot be fetched at all; undefined: it can. Pure. */
export function hindrance({ usable, reason, missingDiskBytes }: Judged): string | undefined {
  if (!usable) return reason;
  return missingDiskBytes > 0
    ? `The disk lacks ${bytes(missingDiskBytes)} for it. Remove something first.`
    : undefined;
}
