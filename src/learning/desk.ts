import type { ChatRequest } from '../contract/index.ts';
import type { Asker, Skills, SkillOutcome, SkillTurn } from '../router/skills.ts';
import type { Example } from './example.ts';
import type { Shadow } from './shadows.ts';
import type { Consideration, SkillLoop } from './skill-loop.ts';

/** A request as part of a skill. */
export interface Found {
  readonly skill: string;
  /** The part of the request that changes. */
  readonly input: string;
}

export interface DeskDeps {
  /** Whether the app's owner consented. Asked for every request: must be quick. */
  consents: (app: string) => boolean;
  /** The skill that a request is part of; undefined: of none. Counts the request. */
  find: (app: string, request: ChatRequest) => Found | undefined;
  loop: (skill: string) => SkillLoop;
  /** The example that an answer makes, or undefined when it may not be kept (terms, label, cut off); the reason is counted. */
  capture: (
    found: Found,
    asker: Asker,
    outcome: Pick<SkillOutcome, 'model' | 'text' | 'finishReason' | 'other'>,
    provenance: Example['provenance'],
  ) => Example | undefined;
  /** Notes whether the device answered. */
  count: (skill: string, local: boolean) => void;
  /** Asks the teacher in the background. */
  shadow: (shadow: Shadow) => void;
  /** Brings an example to the loop of its skill. */
  learn: (example: Example, consideration: Consideration) => void;
  /** Hears of failures: learning must never fail a request. */
  trouble: (error: unknown) => void;
}

const two = (value: number): string => value.toFixed(2);

function turnOf(
  { skill }: Found,
  consideration: Consideration,
): Pick<SkillTurn, 'model' | 'answer' | 'confidence' | 'threshold' | 'words'> {
  const model = `local/${skill}`;
  const { serve } = consideration;
  if (serve === undefined) {
    const { guess, threshold, reason } = consideration;
    return {
      model,
      answer: undefined,
      confidence: guess?.confidence ?? null,
      threshold,
      words: reason,
    };
  }
  const { kind, version, threshold } = consideration;
  const words = `learned skill (${kind}, version ${version}): confidence ${two(serve.confidence)} is at or above ${two(threshold)}`;
  return { model, answer: serve.text, confidence: serve.confidence, threshold, words };
}

/** Where the router asks for skills, and where answers come back to be learned from. */
export function createDesk(deps: DeskDeps): Skills {
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      deps.trouble(error);
    }
  };
  const settle = (
    request: ChatRequest,
    asker: Asker,
    found: Found,
    consideration: Consideration,
    outcome: SkillOutcome,
  ): void => {
    deps.count(found.skill, outcome.place === 'local');
    if (consideration.serve !== undefined) {
      if (consideration.shadow !== false) deps.shadow({ request, asker, found, consideration });
      return;
    }
    if (outcome.place === 'local') return; // a model of this device could do it: nothing to learn
    const example = deps.capture(found, asker, outcome, 'handed-over');
    if (example) deps.learn(example, consideration);
  };
  return {
    async consider(request, asker, signal) {
      if (!deps.consents(asker.app)) return undefined;
      try {
        const found = deps.find(asker.app, request);
        if (!found) return undefined;
        const consideration = await deps.loop(found.skill).consider(found.input, {
          app: asker.app,
          requestId: asker.requestId,
          ...(signal === undefined ? {} : { signal }),
        });
        const who: Asker = { app: asker.app, label: asker.label, requestId: asker.requestId };
        return {
          ...turnOf(found, consideration),
          settled: (outcome) => guarded(() => settle(request, who, found, consideration, outcome)),
        };
      } catch (error) {
        deps.trouble(error);
        return undefined;
      }
    },
  };
}
