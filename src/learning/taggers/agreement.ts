import { isDeepStrictEqual } from 'node:util';
import { isDecline } from '../../router/confidence.ts';
import { decode } from '../students/extract/decode.ts';
import type { Cores } from './cores.ts';

/**
 * What a tagger makes of a text, held against another model's answer to it: how sure it is (the log-odds of its own reading, 0 to
 * 4), below 0 when it reads something else. 0: it has nothing to say.
 */
export type Agreement = (text: string, answer: unknown) => number;

const MOST = 4;

/**
 * @param decline values of an answer that means: none of my business
 * @throws NearmostError `invalid_model_file`
 */
export function readAgreement(
  path: string,
  decline: Record<string, unknown> | undefined,
  cores: Cores,
): Agreement {
  const core = cores(path);
  return (text, answer) => {
    const own = decode(core, text);
    if (own === undefined) return 0;
    const said = JSON.stringify(own.value);
    if (isDecline(said, decline)) return 0;
    const sure = Math.max(0, Math.min(MOST, own.signals[0] ?? 0));
    return isDeepStrictEqual(JSON.parse(said), answer) ? sure : -sure;
  };
}
