import { NearmostError, type Candidate } from '../contract/index.ts';
import type { RouterDeps } from './deps.ts';
import type { Ticket } from './health.ts';
import { providerOf } from './open.ts';
import { patienceFor } from './patience.ts';

/**
 * Tells the breaker that a provider is about to be asked.
 * @throws NearmostError `upstream_unavailable` when another request found out a moment ago that it does not answer
 */
export function beginCall(
  { health, settings }: Pick<RouterDeps, 'health' | 'settings'>,
  candidate: Candidate,
  stream: boolean,
  named: boolean,
): Ticket {
  const provider = providerOf(candidate);
  const ticket = health.begin(provider, candidate.model, patienceFor(settings, stream), named);
  if (ticket) return ticket;
  const why = health.resting(provider, candidate.model) ?? 'resting';
  throw new NearmostError('upstream_unavailable', `${provider} is not asked now: ${why}.`);
}
