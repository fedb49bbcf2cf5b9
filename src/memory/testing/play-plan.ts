import { heldBytes, type ModelFacts, type PlanLimits, type PlanState, type Step } from '../plan-state.ts';
import { plan } from '../plan.ts';

export interface Arrival {
  at: number;
  model: number;
  app: string;
  priority: 'interactive' | 'batch';
  /** Milliseconds that its answer takes. */
  takes: number;
  mayLeave: boolean;
  /** Milliseconds after which its caller goes away while it waits. */
  goesAfter?: number;
}
export interface Played {
  /** By number of the request: what became of it, and when. */
  ends: Map<number, { what: 'served' | 'sent' | 'refused' | 'gone'; at: number; reason?: string }>;
  peakBytes: number;
  loads: string[];
  steps: Step[];
  /** Breaks of the rules, in words. */
  wrong: string[];
}
export const LIMITS: PlanLimits = {
  overtakeMs: 5000,
  refuseMs: 600_000,
  idleMs: 0,
  maxModels: Infinity,
  bridgeSeconds: Infinity,
};

type Models = { -readonly [K in keyof PlanState['models'][number]]: PlanState['models'][number][K] }[];

/** Does the steps of the plan in simulated time, as a run loop would, until nothing happens any more. */
export function playPlan(
  arrivals: readonly Arrival[],
  models: readonly ModelFacts[],
  options: {
    budgetBytes: number;
    limits?: Partial<PlanLimits>;
    pinned?: readonly string[];
    sendable?: number;
    slots?: number;
    unloadMs?: number;
  },
): Played {
  const limits = { ...LIMITS, ...options.limits };
  const residents: Models = [];
  const appSeconds: Record<string, number> = {};
  const played: Played = { ends: new Map(), peakBytes: 0, loads: [], steps: [], wrong: [] };
  const waiting: PlanState['waiting'][number][] = [];
  const events: { at: number; run: () => void }[] = [];
  let sendable = options.sendable ?? 0;
  let now = 0;
  const later = (ms: number, run: () => void): void => {
    events.push({ at: now + Math.max(0, ms), run });
  };
  const end = (id: number, what: 'served' | 'sent' | 'refused' | 'gone', reason?: string): void => {
    if (played.ends.has(id)) played.wrong.push(`request ${id} ended twice`);
    played.ends.set(id, { what, at: now, ...(reason === undefined ? {} : { reason }) });
    const at = waiting.findIndex((request) => request.id === id);
    if (at >= 0) waiting.splice(at, 1);
  };
  const found = (id: string): Models[number] | undefined => residents.find(({ facts }) => facts.id === id);
  const act = (step: Step): void => {
    const model = 'model' in step ? found(step.model) : undefined;
    if ((step.do === 'unload' || step.do === 'shrink') && (!model || model.leases > 0 || model.pinned))
      played.wrong.push(`${step.do} of ${step.model}, which is busy, pinned or not there`);
    if (step.do === 'serve') {
      const request = waiting.find(({ id }) => id === step.request);
      const server = model;
      if (!request || !server || server.state !== 'ready' || server.shrunk || server.leases >= server.slots)
        return void played.wrong.push(`request ${step.request} served by a model that is not ready`);
      const { takes, app } = arrivals[step.request] as Arrival;
      server.leases += 1;
      appSeconds[app] = (appSeconds[app] ?? 0) + takes / 1000;
      end(step.request, 'served');
      later(takes, () => {
        server.leases -= 1;
        server.lastUsedAt = now;
      });
    } else if (step.do === 'send') {
      if (sendable < 1) played.wrong.push('sent more than allowed');
      sendable -= 1;
      end(step.request, 'sent');
    } else if (step.do === 'refuse') end(step.request, 'refused', step.reason);
    else if (step.do === 'shrink' && model) model.shrunk = true;
    else if (step.do === 'unload' && model) {
      model.state = 'closing';
      later(options.unloadMs ?? 50, () => residents.splice(residents.indexOf(model), 1));
    } else if (step.do === 'restore' && model) {
      model.shrunk = false;
      model.state = 'loading';
      later(model.facts.restoreSeconds * 1000, () => (model.state = 'ready'));
    } else if (step.do === 'load') {
      if (model) played.wrong.push(`${step.model} loaded a second time`);
      const facts = models.find(({ id }) => id === step.model) as ModelFacts;
      const pinned = options.pinned?.includes(facts.id) ?? false;
      const fresh: Models[number] = {
        facts,
        state: 'loading',
        shrunk: false,
        leases: 0,
        slots: options.slots ?? 2,
        pinned,
        lastUsedAt: now,
      };
      residents.push(fresh);
      played.loads.push(facts.id);
      later(facts.loadSeconds * 1000, () => (fresh.state = 'ready'));
    } else if (step.do === 'wait') {
      if (step.until <= now) played.wrong.push('waits for a time that has passed');
      later(step.until - now, () => undefined);
    }
    played.peakBytes = Math.max(
      played.peakBytes,
      residents.reduce((sum, one) => sum + heldBytes(one), 0),
    );
  };

  arrivals.forEach(({ at, model, app, priority, mayLeave, goesAfter }, id) => {
    const facts = models[model] as ModelFacts;
    events.push({ at, run: () => void waiting.push({ id, model: facts, app, priority, at: now, mayLeave }) });
    if (goesAfter !== undefined)
      events.push({ at: at + goesAfter, run: () => void (played.ends.has(id) || end(id, 'gone')) });
  });
  for (let turn = 0; events.length > 0; turn++) {
    if (turn > 200 * (arrivals.length + 10)) {
      played.wrong.push('does not come to an end');
      break;
    }
    const next = events.reduce((best, event) => (event.at < best.at ? event : best));
    events.splice(events.indexOf(next), 1);
    now = Math.max(now, next.at);
    next.run();
    const state: PlanState = {
      budgetBytes: options.budgetBytes,
      models: residents,
      waiting,
      hints: [],
      usesPerSecond: () => 0.01,
      appSeconds,
      sendable,
      limits,
    };
    const steps = plan(state, now);
    played.steps.push(...steps);
    for (const step of steps) act(step);
  }
  for (const { id } of waiting) played.wrong.push(`request ${id} waits for ever`);
  return played;
}
