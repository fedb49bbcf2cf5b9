import type { Attempt, ChatPart, ChatRequest, FinishReason, Label, Place } from '../contract/index.ts';
import type { Opened } from './calls/open.ts';

/** Who asks, as far as learning cares. */
export interface Asker {
  readonly app: string;
  readonly label: Label;
  readonly requestId: string;
}

/** What was served in the end. */
export interface SkillOutcome {
  readonly place: Place;
  /** `local/<id>` or `<provider>/<model>`. */
  readonly model: string;
  readonly text: string;
  readonly finishReason: FinishReason;
  /** True when the answer holds more than one text: tool calls, several choices. */
  readonly other: boolean;
  readonly costUsd: number | null;
}

/** One request of a skill: what the student says, and where the outcome is told. */
export interface SkillTurn {
  /** `local/<skill>`. */
  readonly model: string;
  /** Accepted and to be served; undefined: handed over. */
  readonly answer: string | undefined;
  /** Of the answer or the guess; null: there was none. */
  readonly confidence: number | null;
  readonly threshold: number | null;
  /** "probe, confidence 0.97 is at or above 0.80". */
  readonly words: string;
  /** Told once, after the row is stored; not for requests that failed. Returns at once. */
  settled(outcome: SkillOutcome): void;
}

/** Skills learned on this device, asked before any model. */
export interface Skills {
  /** Undefined: the request is part of no skill, or its app's owner did not consent. Never rejects. */
  consider(request: ChatRequest, asker: Asker, signal?: AbortSignal): Promise<SkillTurn | undefined>;
}

/** About as many characters as a token of ordinary English has: students count no tokens. */
const CHARACTERS_PER_TOKEN = 4;
const tokens = (characters: number): number => Math.ceil(characters / CHARACTERS_PER_TOKEN);

async function* said(request: ChatRequest, text: string): AsyncGenerator<ChatPart> {
  const asked = request.messages.reduce(
    (sum, { content }) => sum + (typeof content === 'string' ? content.length : 0),
    0,
  );
  yield { type: 'text', choice: 0, text };
  yield { type: 'finish', choice: 0, reason: 'stop' };
  yield { type: 'usage', usage: { inputTokens: tokens(asked), outputTokens: tokens(text.length) } };
}

/** A student's answer, opened like that of a model. Its usage is an estimate: 4 characters a token. */
export function openSkill(turn: SkillTurn, request: ChatRequest, answer: string): Opened {
  return {
    candidate: { place: 'local', model: turn.model },
    record: undefined,
    parts: said(request, answer),
    stop: () => undefined,
    confidence: { value: turn.confidence ?? 0, calibrated: true, declined: false },
  };
}

/** The try of a student that was not sure enough; undefined: there was no student to try. */
export function skillAttempt(
  turn: SkillTurn,
  times: Pick<Attempt, 'startMs' | 'durationMs'>,
): Attempt | undefined {
  if (turn.confidence === null) return undefined;
  return {
    place: 'local',
    model: turn.model,
    outcome: turn.answer === undefined ? 'low_confidence' : 'answered',
    detail: turn.words,
    confidence: turn.confidence,
    ...times,
  };
}
