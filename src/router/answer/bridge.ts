import type { Candidate, RequestContext } from '../../contract/index.ts';
import { mayLeave } from '../../privacy/label.ts';
import type { Decision } from '../decide.ts';
import type { RouterDeps } from '../deps.ts';
import type { Journey } from '../journey.ts';

/** A candidate in the order in which they are asked. */
export interface Stop {
  candidate: Candidate;
  /** It was passed by once while it was being loaded; now it is waited for. */
  waits: boolean;
}

const idOf = ({ model }: Candidate): string => model.slice('local/'.length);

/**
 * Whether the stop `at` this place may be passed by while its model is being loaded, and who is asked before the others
 * then: models of this device that are there. Undefined: it is waited for, as content that stays on this device, a model or
 * place that was named, and a request that nobody else may answer always are.
 */
export function elsewhere(
  { pool, settings }: Pick<RouterDeps, 'settings'> & { pool: Pick<RouterDeps['pool'], 'isReady'> },
  { label }: Pick<Journey, 'label'>,
  { pinned, standIns }: Pick<Decision, 'pinned' | 'standIns'>,
  { route }: Pick<RequestContext, 'route'>,
  stops: readonly Stop[],
  at: number,
): Stop[] | undefined {
  const stop = stops[at];
  if (stop?.candidate.place !== 'local' || stop.waits) return undefined;
  if (!mayLeave(label) || pinned || route !== undefined || settings.router.offline) return undefined;
  const known = new Set(stops.map(({ candidate }) => candidate.model));
  const there = standIns.filter((candidate) => !known.has(candidate.model) && pool.isReady(idOf(candidate)));
  const cloud = stops.slice(at + 1).some(({ candidate }) => candidate.place === 'cloud');
  if (there.length === 0 && !cloud) return undefined;
  return there.map((candidate) => ({ candidate, waits: false }));
}
