import { NearmostError, type ChatPart, type ChatResult, type Served } from '../../contract/index.ts';
import type { RouterDeps } from '../deps.ts';
import type { Journey } from '../journey.ts';
import { addPart, emptyResult } from './collect.ts';
import { doubtOf, endAnswer, see, type Seen } from './ending.ts';
import type { Chosen } from './find-answer.ts';
import { readPart, takePart } from './hold.ts';

/**
 * Reads a chosen answer to its end for a caller who waits for the whole, who has it only after its ledger row is stored.
 * What `relay` does without a stream: one that breaks off is not gone on with, as no part of it was shown.
 */
export async function gather(
  deps: RouterDeps,
  journey: Journey,
  chosen: Chosen,
): Promise<Served<ChatResult>> {
  const { held } = chosen;
  const seen: Seen = { other: false };
  const result = emptyResult();
  const take = (part: ChatPart): void => {
    see(seen, part);
    addPart(result, part);
  };
  journey.ttftMs = deps.clock.monotonic() - journey.started;
  let error: NearmostError | null = null;
  try {
    held.buffer.forEach(take);
    while (!held.ended) {
      const part = takePart(held) ?? (await readPart(held));
      if (part) take(part);
    }
  } catch (thrown) {
    error = NearmostError.from(thrown);
  }
  const route = await endAnswer(deps, journey, chosen, seen, error);
  if (error) throw error;
  const doubt = doubtOf(chosen, seen);
  if (doubt) result.warnings.push(doubt);
  return { ...result, route };
}
