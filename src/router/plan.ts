import { NearmostError, type RequestContext, type Settings } from '../contract/index.ts';
import { mayLeave } from '../privacy/label.ts';
import { isNearProvider } from './connectivity/near-host.ts';
import { decide, type CloudOption, type Decision } from './decide.ts';
import type { RouterDeps } from './deps.ts';
import type { Features } from './features.ts';
import type { Health } from './calls/health.ts';
import { NO_OFFERS, type Journey } from './journey.ts';
import type { CloudHandle } from './calls/open.ts';
import { parseModel, type Asked } from './parse-model.ts';

/** Providers that need no key can be asked once they are configured. */
export const usable = ({ key, provider }: CloudHandle): boolean =>
  key !== undefined || provider.keyEnv.length === 0;

/** Whether more than one provider can be asked. */
export const severalUsable = (handles: readonly CloudHandle[]): boolean =>
  handles.findIndex(usable) !== handles.findLastIndex(usable);

/** Cloud models in order of preference: the one asked for, the owner's list, each provider with a key. */
function cloudNames(asked: Asked, handles: CloudHandle[], settings: Settings, features: Features): string[] {
  if (asked.kind === 'cloud') return [`${asked.provider}/${asked.model}`];
  if (asked.kind !== 'auto') return [];
  const named = asked.cloud === undefined ? [] : [asked.cloud];
  const listed = features.task === 'embed' ? [] : settings.router.cloud;
  const defaults = handles.filter(usable).flatMap(({ provider }) => {
    const wished = settings.providers[provider.id]?.model ?? provider.defaultModel;
    const model = features.task === 'embed' ? provider.embeddingModel : wished;
    return model ? [`${provider.id}/${model}`] : [];
  });
  return [...new Set([...named, ...(listed.length > 0 ? listed : defaults)])];
}

function cloudOption(
  model: string,
  handles: CloudHandle[],
  health: Pick<Health, 'resting' | 'silence'>,
  spent: (provider: string) => string | undefined,
): CloudOption {
  const provider = model.slice(0, model.indexOf('/'));
  const handle = handles.find((entry) => entry.provider.id === provider);
  const rest = health.resting(provider, model);
  const silence = health.silence(provider);
  const over = spent(provider);
  return {
    provider,
    model,
    hasKey: handle !== undefined && usable(handle),
    ...(isNearProvider(handles, provider) ? { near: true } : {}),
    ...(rest === undefined ? {} : { resting: rest }),
    ...(silence === undefined ? {} : { silence }),
    ...(over === undefined ? {} : { overBudget: over }),
  };
}

/** From which confidence on a local answer is served: as the settings say, or as the app's target asks. */
function noteThreshold({ settings, targets }: RouterDeps, journey: Journey): void {
  const setting = settings.apps[journey.app]?.threshold ?? settings.router.threshold;
  const { threshold, why } = targets?.threshold(journey.app) ?? { threshold: setting };
  journey.threshold = threshold;
  if (why !== undefined) journey.thresholdWhy = why;
}

/** Why cloud models stand where they stand; mostly there was no choice. */
const offersOf = (clouds: readonly CloudOption[]): Journey['offers'] =>
  clouds.some(({ why }) => why !== undefined)
    ? new Map(clouds.flatMap(({ model, why }) => (why === undefined ? [] : [[model, why]])))
    : NO_OFFERS;

/** In ordinary text, about; enough to compare prices. */
const CHARACTERS_PER_TOKEN = 4;

/** Collects what the decision needs, decides, and notes the outcome in the journey. */
export function plan(
  deps: RouterDeps,
  journey: Journey,
  features: Features,
  context: RequestContext,
  wish: { stream: boolean; maxTokens?: number } = { stream: false },
): Decision {
  const { settings, health } = deps;
  const handles = deps.handles();
  const locals = deps.locals();
  const asked = parseModel(journey.requestedModel, {
    local: locals.map(({ record }) => record.id),
    providers: handles.map(({ provider }) => provider),
  });
  if (asked.kind === 'unknown') {
    const problem = deps.problem(journey.requestedModel.replace(/^local\//, ''));
    if (problem)
      throw new NearmostError(
        'unknown_model',
        `Model "${journey.requestedModel}" cannot be used: ${problem.message}.`,
        {
          param: 'model',
          hint: problem.hint,
        },
      );
    throw new NearmostError('unknown_model', `There is no model "${journey.requestedModel}" here.`, {
      param: 'model',
      hint: 'Use "auto", or see the models: nearmost ls',
    });
  }
  const sealed = deps.sealed();
  const spent = (provider: string): string | undefined => deps.budget.reached(journey.app, provider);
  const options = cloudNames(asked, handles, settings, features).map((model) =>
    cloudOption(model, handles, health, spent),
  );
  const named = asked.kind === 'auto' && asked.cloud !== undefined ? 1 : 0;
  const inputTokens = features.characters / CHARACTERS_PER_TOKEN;
  // vectors of two models do not compare: the destination of embeddings never moves with the market
  const clouds =
    features.task === 'embed' || !mayLeave(journey.label)
      ? options
      : deps.market.order(options, { ...wish, inputTokens, named });
  journey.offers = offersOf(clouds);
  const decision = decide({
    asked,
    features,
    label: journey.label,
    locals,
    clouds,
    preferred: settings.local.model,
    offline: settings.router.offline,
    ...(context.route === undefined ? {} : { pin: context.route }),
    ...(sealed === undefined ? {} : { sealed }),
  });
  journey.rejected = decision.rejected;
  if (!decision.pinned && features.task !== 'embed') noteThreshold(deps, journey);
  return decision;
}
