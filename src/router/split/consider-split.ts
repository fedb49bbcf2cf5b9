import type { Candidate, ChatRequest, RequestContext } from '../../contract/index.ts';
import { mayLeave, mayLeavePseudonymised } from '../../privacy/label.ts';
import type { LocalOption } from '../decide.ts';
import type { RouterDeps } from '../deps.ts';
import type { Journey } from '../journey.ts';
import { plan } from '../plan.ts';
import { chooseSplit } from './choose-split.ts';
import { findDocument, type FoundDocument } from './find-document.ts';
import type { Pace } from './pace.ts';

/** A request that is split: who reads, who may be asked, how long reading may take. */
export interface SplitPlan {
  found: FoundDocument;
  local: LocalOption;
  clouds: Candidate[];
  /** Seconds that reading is thought to take. */
  seconds: number;
  rejected: Journey['rejected'];
  offers: Journey['offers'];
}

const TOKEN = 4;
/** An answer from notes, about. */
const ANSWER_TOKENS = 400;

/** Whether a request is split, and how; undefined: it is not. Nothing is asked of any model. */
export async function considerSplit(
  deps: RouterDeps,
  journey: Journey,
  { request, context, stream }: { request: ChatRequest; context: RequestContext; stream: boolean },
  pace: Pace,
): Promise<SplitPlan | undefined> {
  const { split: setting, splitSeconds: mostSeconds } = deps.settings.router;
  const { label } = journey;
  if (setting === 'off' || context.route !== undefined) return undefined;
  if (!mayLeave(label) && !mayLeavePseudonymised(label, setting === 'pseudonymised')) return undefined;
  const found = findDocument(request);
  if (!found) return undefined;
  await deps.market.ready();
  // what is left of it when it leaves: short, and allowed to
  const trial: Journey = { ...journey, label: 'public' };
  const features = {
    task: 'chat',
    characters: found.restCharacters,
    media: [],
    tools: false,
    command: false,
  } as const;
  const decision = plan(deps, trial, { ...features, media: [] }, context, { stream });
  if (decision.pinned) return undefined;
  const options = deps.locals();
  const local = decision.candidates
    .map(({ model }) => options.find(({ record }) => `local/${record.id}` === model))
    .find((option) => option?.record.card.jobs.includes('chat') && !option.record.adapter);
  const clouds = decision.candidates.filter(({ place }) => place === 'cloud');
  const first = clouds[0];
  const outputTokens = request.maxTokens ?? ANSWER_TOKENS;
  const price = (characters: number): number | null | Promise<number | null> =>
    first ? deps.price(first.model, { inputTokens: Math.ceil(characters / TOKEN), outputTokens }) : null;
  const all = found.document.length + found.restCharacters;
  const [wholeUsd, restUsd] = await Promise.all([price(all), price(found.restCharacters)]);
  const choice = chooseSplit({
    setting,
    label,
    documentCharacters: found.document.length,
    restCharacters: found.restCharacters,
    local: local && {
      contextSize: local.contextSize,
      tokensPerSecond: pace.speedOf(local.record),
    },
    cloud: first && {
      wholeUsd,
      // a price is a straight line between the two
      notesUsd: (characters) =>
        wholeUsd === null || restUsd === null
          ? null
          : restUsd + ((wholeUsd - restUsd) * (characters - found.restCharacters)) / found.document.length,
    },
    mostSeconds,
  });
  if (!choice.split || !local) return undefined;
  const { rejected, offers } = trial;
  return { found, local, clouds, seconds: choice.seconds, rejected, offers };
}
