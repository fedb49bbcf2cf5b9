import type { Attempt, ChatRequest, NearmostError } from '../contract/index.ts';
import type { RouterDeps } from '../router/deps.ts';
import { confidenceWords, storable } from '../router/explain.ts';
import { startOf, timesOf, type Journey } from '../router/journey.ts';
import { settledBy } from './agree.ts';
import { nextWave } from './choose-members.ts';
import type { Member, Proposal } from './proposal.ts';
import { propose, survives } from './propose.ts';

/** What a round of asking brought. */
export interface Heard {
  readonly proposals: readonly Proposal[];
  /** Those that agreed and were sure, so that the others were not asked. */
  readonly settled: readonly Proposal[] | undefined;
  /** Members that were not asked. */
  readonly spared: number;
  /** Why the last one failed that did. */
  readonly failure: NearmostError | undefined;
}

type Deps = Pick<RouterDeps, 'clock' | 'pool' | 'emit'>;

function noted(
  journey: Journey,
  { member, confidence, calibrated, declined, durationMs }: Proposal,
  began: number,
): Attempt {
  const words = confidenceWords({ value: confidence, calibrated, declined }, null);
  const attempt: Attempt = {
    place: 'local',
    model: member.name,
    outcome: 'proposed',
    detail: words,
    confidence,
    startMs: startOf(journey, began),
    durationMs,
  };
  journey.attempts.push(attempt);
  return attempt;
}

/** Asks the members in their order until two agree and are sure, or all were asked. A member that fails is passed by. */
export async function hear(
  deps: Deps,
  journey: Journey,
  members: readonly Member[],
  request: ChatRequest,
  threshold: number,
  signal: AbortSignal,
): Promise<Heard> {
  const proposals: Proposal[] = [];
  let failure: NearmostError | undefined;
  let asked = 0;
  let settled: Proposal[] | undefined;
  while (asked < members.length && settled === undefined) {
    const wave = nextWave(members, asked, deps.pool.isReady);
    asked += wave.length;
    for (const { name } of wave) {
      const candidate = { place: 'local', model: name } as const;
      deps.emit({ type: 'attempt', requestId: journey.requestId, candidate, at: deps.clock.now() });
    }
    const began = deps.clock.monotonic();
    const answers = await Promise.allSettled(
      wave.map((member) => propose(deps, journey, member, request, signal)),
    );
    for (const [i, answer] of answers.entries()) {
      if (answer.status === 'fulfilled') {
        noted(journey, answer.value, began);
        proposals.push(answer.value);
        continue;
      }
      failure = survives(answer.reason);
      journey.attempts.push({
        place: 'local',
        model: wave[i]?.name ?? '',
        outcome: 'failed',
        detail: storable(failure),
        error: failure.code,
        confidence: null,
        ...timesOf(journey, deps.clock, began),
      });
    }
    settled = settledBy(proposals, threshold);
  }
  return { proposals, settled, spared: members.length - asked, failure };
}
