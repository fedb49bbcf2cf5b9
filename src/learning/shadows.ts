import type { ChatRequest, ChatResult, RequestContext, Served } from '../contract/index.ts';
import { LEARNING_APP, NearmostError } from '../contract/index.ts';
import { mayLeave } from '../privacy/label.ts';
import type { Asker } from '../router/skills.ts';
import type { Found } from './desk.ts';
import type { Consideration } from './skill-loop.ts';

/** An answer that was served here and that the teacher is to answer too. */
export interface Shadow {
  readonly request: ChatRequest;
  readonly asker: Asker;
  readonly found: Found;
  readonly consideration: Consideration;
}

export interface ShadowDeps {
  chat: (request: ChatRequest, context: RequestContext) => Promise<Served<ChatResult>>;
  /** Who taught the skill; undefined: nobody yet. */
  teacher: (skill: string) => string | undefined;
  answered: (shadow: Shadow, result: Served<ChatResult>) => void;
  trouble: (error: unknown) => void;
}

export interface Shadows {
  add(shadow: Shadow): void;
  /** Settles when nothing is waiting. */
  idle(): Promise<void>;
  /** Drops what waits and stops what runs. */
  close(): Promise<void>;
}

/** Waiting shadows at most; the oldest goes first when more come: a check of yesterday says little of today. */
const LONGEST_QUEUE = 64;

/** Asks the teacher about served answers, one at a time, behind all other work. What may not leave is not asked. */
export function createShadows(deps: ShadowDeps): Shadows {
  const queue: Shadow[] = [];
  const stop = new AbortController();
  let running: Promise<void> | undefined;

  async function ask(shadow: Shadow): Promise<void> {
    const { request, asker, found } = shadow;
    const teacher = deps.teacher(found.skill);
    if (teacher === undefined) return;
    if (!teacher.startsWith('local/') && !mayLeave(asker.label)) return;
    const context = { app: LEARNING_APP, label: asker.label, signal: stop.signal };
    deps.answered(shadow, await deps.chat({ ...request, model: teacher }, context));
  }
  async function run(): Promise<void> {
    for (let shadow = queue.shift(); shadow && !stop.signal.aborted; shadow = queue.shift())
      try {
        await ask(shadow);
      } catch (error) {
        if (NearmostError.from(error).code !== 'cancelled') deps.trouble(error);
      }
    running = undefined;
  }
  return {
    add(shadow) {
      if (stop.signal.aborted) return;
      queue.push(shadow);
      if (queue.length > LONGEST_QUEUE) queue.shift();
      running ??= run();
    },
    idle: async () => running,
    async close() {
      queue.length = 0;
      stop.abort();
      await running;
    },
  };
}
