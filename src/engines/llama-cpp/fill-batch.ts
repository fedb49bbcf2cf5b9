import type { Contexts } from './contexts.ts';
import type { NativeContext } from './native.ts';
import type { Active, Sequences } from './sequences.ts';
import { createTurns } from './turns.ts';

/** What one run has in a batch. */
export interface Piece {
  active: Active;
  /** Places of the logits: one for those that write next, all that an expected token follows. */
  logits: number[];
  /** Tokens that are computed. */
  count: number;
}

interface Parts {
  slots: Sequences;
  contexts: Contexts;
  context: NativeContext;
  /** Tokens of one batch at most. */
  batchSize: number;
}

/** Prompt tokens for one batch while others are writing, so that their streams do not stall. */
export const PROMPT_SHARE = 128;
/** Milliseconds of one adapter before the next: a change within a lane costs 2 to 6, as llama.cpp reserves its graphs anew. */
const TURN_MS = 25;
/** Tokens of a sequence that are scored in one batch: their logits are held in memory, each as long as the vocabulary. */
const MOST_SCORED = 16;

/** How many tokens come before the first one that is followed by an expected one. */
const before = ({ run, slot }: Active): number => Math.max(0, run.prompt.length - 1 - slot.tokens.length);

/** Puts the next batch together: one token of each that writes and a piece of the waiting prompts, all of one adapter. */
export function createFillBatch({ slots, contexts, context, batchSize }: Parts): () => Piece[] {
  const turns = createTurns(TURN_MS, () => performance.now());

  /** How many tokens each of them gets. */
  function countsOf(now: readonly Active[], alone: boolean): number[] {
    const writing = now.filter(({ feed }) => feed.length === 1).length;
    let room = writing === 0 && alone ? batchSize : Math.min(batchSize, writing + PROMPT_SHARE);
    room -= writing;
    return now.map((active) => {
      const { feed, run } = active;
      if (feed.length === 1) return 1;
      const count = Math.min(feed.length, room, run.expected ? before(active) + MOST_SCORED : room);
      room -= count;
      return count;
    });
  }

  function add(active: Active, count: number): Piece {
    const last = count === active.feed.length;
    const first = active.run.expected ? before(active) : last ? count - 1 : count;
    const logits = context.addToBatch(
      active.slot.id,
      active.slot.tokens.length,
      Uint32Array.from(last ? active.feed : active.feed.slice(0, count)),
      Uint32Array.from({ length: Math.max(0, count - first) }, (_, index) => first + index),
    );
    return { active, logits: [...logits], count };
  }

  return () => {
    const all = slots.working();
    const group = turns(new Set(all.map(({ slot }) => slot.group)));
    const now = all.filter(({ slot }) => slot.group === group);
    const counts = countsOf(now, now.length === all.length);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const [first] = now;
    if (!first || total === 0) return [];
    contexts.enter(first);
    context.initBatch(total);
    return now.flatMap((active, index): Piece[] => {
      const count = counts[index] ?? 0;
      return count === 0 ? [] : [add(active, count)];
    });
  };
}
