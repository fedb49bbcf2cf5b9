import { NearmostError } from '../../contract/index.ts';
import type { Stop } from '../answer/bridge.ts';
import type { RouterDeps } from '../deps.ts';
import { storable } from '../explain.ts';
import { raceHedge, type Second } from './hedge.ts';
import { noteTry, type Journey } from '../journey.ts';
import { letGo } from './open.ts';
import { paidFor } from './paid-for.ts';
import { waitOrLeave } from './patience.ts';
import { secondCall, type Asked } from './second-call.ts';

/** What became of the wait: the answer is ready, it was left, or a rival answered first. */
export interface CloudEnd {
  left?: string;
  rival?: Second;
}

/**
 * Waits for a provider while others stand behind it: no longer than it is this request's part, and with a rival where the
 * owner allows one. Who lost is let go, and written down with what it cost.
 * @throws what the provider failed with; who asked writes that down
 */
export async function awaitCloud(
  deps: RouterDeps,
  journey: Journey,
  stops: readonly Stop[],
  at: number,
  first: Second,
  asked: Asked,
): Promise<CloudEnd> {
  const { opened, held, ready, began } = first;
  const { candidate, ticket } = opened;
  if (!ticket) return ready.then(() => ({}));
  const note = noteTry(journey, deps.clock, candidate, began);
  const wait = waitOrLeave(ready, ticket, ticket.patienceMs);
  const hedge = secondCall(deps, journey, stops, at, opened, asked);
  const race = hedge ? await raceHedge(wait, hedge) : { won: undefined, left: await wait };
  if (!race.won) {
    if (race.left === undefined) return {};
    letGo(opened, held);
    ticket.left();
    note('cancelled', race.left, await paidFor(deps, opened, held));
    return { left: race.left };
  }
  const rival = race.won;
  rival.opened.ticket?.began();
  if (race.failure === undefined) {
    letGo(opened, held);
    ticket.outrun();
    note(
      'cancelled',
      `slower than usual: ${rival.opened.candidate.model} answered first`,
      await paidFor(deps, opened, held, true),
    );
    return { rival };
  }
  const error = NearmostError.from(race.failure);
  opened.stop();
  ticket.failed(error);
  note('failed', storable(error), { error: error.code, ...(await paidFor(deps, opened, held)) });
  return { rival };
}
