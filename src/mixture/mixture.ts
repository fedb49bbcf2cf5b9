import type { Candidate, ChatPart, ChatRequest, RequestContext, Usage } from '../contract/index.ts';
import type { RouterDeps } from '../router/deps.ts';
import { nobodyAnswered } from '../router/explain.ts';
import { chatFeatures } from '../router/features.ts';
import type { Chosen } from '../router/answer/find-answer.ts';
import { gather } from '../router/answer/gather.ts';
import { startHold } from '../router/answer/hold.ts';
import { timesOf, type Journey } from '../router/journey.ts';
import { linkedAbort } from '../router/calls/open.ts';
import { MOA } from '../router/parse-model.ts';
import { plan } from '../router/plan.ts';
import { relay } from '../router/answer/relay.ts';
import type { Router } from '../router/router.ts';
import { travel } from '../router/answer/travel.ts';
import { chooseMembers } from './choose-members.ts';
import type { Verdict } from './combine.ts';
import { conclude } from './conclude.ts';
import { fuse } from './fuse.ts';
import { groupsOf } from './groups.ts';
import { hear } from './hear.ts';
import { sumUsage } from './propose.ts';
import { solo, soloist } from './solo.ts';
import { weigh } from './weigh.ts';

export interface MixtureDeps extends RouterDeps {
  /** Bytes that all models together may hold. */
  budgetBytes: number;
}

/** Proposals for one answer. */
const MOST = 3;
const SERVED: Candidate = { place: 'local', model: MOA };

const lastText = ({ messages }: ChatRequest): string => {
  const content = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  return typeof content === 'string'
    ? content
    : content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
};

/** An answer that is there already, as parts. */
async function* spoken({ text, finish }: Verdict, usage: Usage): AsyncGenerator<ChatPart> {
  yield { type: 'text', choice: 0, text };
  yield { type: 'finish', choice: 0, reason: finish };
  yield { type: 'usage', usage };
}

/** Answers with several models of this device. @throws no_candidate, or the error of the last model when all failed */
async function answerTogether(
  deps: MixtureDeps,
  journey: Journey,
  request: ChatRequest,
  context: RequestContext,
): Promise<Chosen> {
  const decision = plan(deps, journey, chatFeatures(request), context);
  const controller = linkedAbort(context.signal, journey);
  const { signal } = controller;
  const stop = (): void => controller.abort();
  const threshold = journey.threshold ?? deps.settings.router.threshold;
  const groups = groupsOf(decision.candidates, deps.locals(), deps.pool.isReady);
  const alone = soloist(request);
  let failure: Error | undefined;
  for (const [i, group] of groups.entries()) {
    const members = chooseMembers(group, { most: MOST, budgetBytes: deps.budgetBytes });
    // a variant may know only part of the job
    const first = members.find(({ record }) => record.variantOf === undefined) ?? members[0];
    if (first && alone !== undefined) return solo(deps, journey, request, first, alone, controller);
    const began = deps.clock.monotonic();
    const heard = await hear(deps, journey, members, request, threshold, signal);
    failure = heard.failure ?? failure;
    const weighed = await weigh(deps, journey, heard, request, signal);
    const conclusion = conclude(heard, request, lastText(request), weighed);
    // whoever asks for a mixture hears what it says, unless others of it can say more
    if (conclusion === undefined || (conclusion.declined && i < groups.length - 1)) continue;
    const { verdict, words, drafts } = conclusion;
    const [one] = heard.proposals;
    if (one) journey.ofOne = one.usage;
    const fused = await fuse(deps, journey, request, drafts, signal);
    const reason = `mixture: ${fused ? `${words} that differ, ${fused.by} wrote the answer from them` : words}`;
    journey.attempts.push({
      ...SERVED,
      outcome: 'answered',
      detail: reason,
      confidence: verdict.confidence,
      ...timesOf(journey, deps.clock, began),
    });
    if (fused) return { opened: { candidate: SERVED, ...fused.opened, stop }, held: fused.held, reason };
    const spent = heard.proposals.map(({ usage }) => usage);
    const parts = spoken(verdict, sumUsage(weighed ? [...spent, weighed.usage] : spent));
    const confidence = { value: verdict.confidence, calibrated: false, declined: false };
    const opened = { candidate: SERVED, record: undefined, parts, stop, confidence };
    return { opened, held: startHold(parts), reason };
  }
  if (failure && journey.attempts.every(({ outcome }) => outcome === 'failed')) throw failure;
  throw nobodyAnswered(journey.attempts, journey.rejected, journey.requestId);
}

/**
 * A router that also knows the model `moa`: several small models of this device propose, one answer is made of it, and
 * asking ends as soon as two agree and are sure. Nothing leaves the device. Every other request goes its way unchanged.
 */
export function withMixture(router: Router, deps: MixtureDeps): Router {
  const find = (
    request: ChatRequest,
    context: RequestContext,
  ): Promise<{ journey: Journey; chosen: Chosen }> =>
    travel(deps, 'chat', request.model, context, async (journey) => ({
      journey,
      chosen: await answerTogether(deps, journey, request, context),
    }));
  return {
    ...router,
    stream(call, context, wantStream) {
      const { task, request } = call;
      if (task !== 'chat' || request.model !== MOA) return router.stream(call, context, wantStream);
      return find(request, context).then(({ journey, chosen }) => relay(deps, journey, chosen));
    },
    whole(call, context) {
      const { task, request } = call;
      if (task !== 'chat' || request.model !== MOA) return router.whole(call, context);
      return find(request, context).then(({ journey, chosen }) => gather(deps, journey, chosen));
    },
  };
}
