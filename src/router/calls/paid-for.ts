import type { Attempt } from '../../contract/index.ts';
import type { RouterDeps } from '../deps.ts';
import type { Held } from '../answer/hold.ts';
import type { Opened } from './open.ts';
import { usageGuessed } from './token-bounds.ts';

/**
 * What a provider's answer that is not shown has cost, as a guess: nothing when it never began, which also gives back what
 * was set aside.
 * @param anyway it was broken off while its provider may have been at work
 */
export async function paidFor(
  { price }: Pick<RouterDeps, 'price'>,
  { candidate, call, reservation }: Opened,
  held: Held,
  anyway = false,
): Promise<Pick<Attempt, 'costUsd' | 'tokens'>> {
  if (!call || (!held.content && !anyway)) {
    reservation?.release();
    return {};
  }
  const usage = usageGuessed(call, held.text);
  const costUsd = await price(candidate.model, usage);
  return { ...(costUsd === null ? {} : { costUsd }), tokens: usage.inputTokens + usage.outputTokens };
}
