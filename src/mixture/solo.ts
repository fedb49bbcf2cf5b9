import { NearmostError, type Candidate, type ChatPart, type ChatRequest } from '../contract/index.ts';
import type { RouterDeps } from '../router/deps.ts';
import { storable } from '../router/explain.ts';
import type { Chosen } from '../router/answer/find-answer.ts';
import { holdUntil, startHold } from '../router/answer/hold.ts';
import { noteTry, type Journey } from '../router/journey.ts';
import { localParts, type Opened } from '../router/calls/open.ts';
import type { Member } from './proposal.ts';

/** What cannot be put together from several answers, in words; undefined: this can. */
export function soloist({ tools, n, logprobs }: ChatRequest): string | undefined {
  if (tools?.length) return 'tool calls';
  if ((n ?? 1) > 1) return 'several choices';
  return logprobs === undefined ? undefined : 'log-probabilities';
}

async function* withWarning(message: string, parts: AsyncIterable<ChatPart>): AsyncGenerator<ChatPart> {
  yield { type: 'warning', message };
  yield* parts;
}

/** One member alone, where several answers cannot be put together; a warning in the answer says so. */
export async function solo(
  { pool, clock, emit }: Pick<RouterDeps, 'pool' | 'clock' | 'emit'>,
  journey: Journey,
  request: ChatRequest,
  { name, record, base }: Member,
  why: string,
  controller: AbortController,
): Promise<Chosen> {
  const candidate: Candidate = { place: 'local', model: name };
  const began = clock.monotonic();
  const note = noteTry(journey, clock, candidate, began);
  emit({ type: 'attempt', requestId: journey.requestId, candidate, at: clock.now() });
  const parts = withWarning(
    `A mixture cannot put ${why} together: ${name} answered alone.`,
    localParts({ task: 'chat', request }, record, base, pool, controller.signal, journey),
  );
  const opened: Opened = { candidate, record, parts, stop: () => controller.abort() };
  const held = startHold(parts);
  const reason = `mixture: one model alone, as ${why} cannot be put together`;
  try {
    await holdUntil(held, 0);
  } catch (thrown) {
    const error = NearmostError.from(thrown);
    const outcome = error.code === 'cancelled' ? 'cancelled' : 'failed';
    note(outcome, storable(error), { error: error.code });
    throw error;
  }
  note('answered', reason);
  return { opened, held, reason };
}
