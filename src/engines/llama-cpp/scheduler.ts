import type { Adapters } from './adapters.ts';
import { type ContextsOptions, createContexts } from './contexts.ts';
import { createFillBatch, PROMPT_SHARE } from './fill-batch.ts';
import { createHoldToGrammar } from './hold-to-grammar.ts';
import type { Native } from './native.ts';
import { createPlaceRun, type PlaceOptions } from './place-run.ts';
import { createReadPiece, type ReadOptions } from './read-piece.ts';
import { groupOf, type Run } from './run.ts';
import { createSequences } from './sequences.ts';
import { nextInLine } from './turns.ts';

/** Puts all sequences of a model through one batch at a time. */
export interface Scheduler {
  /** Queues a run; the result ends it: its sequence is free after the batch under way. */
  start(run: Run): () => void;
  setThreads(threads: number): void;
  /** Saves the sequences that are free, between two batches. */
  keep(): Promise<void>;
  /** Saves the same and gives all contexts back, unless a run is at work or queued: whether it did. The next run makes one anew. */
  shrink(): Promise<boolean>;
  /** Makes a context where there is none, before a run asks for it. */
  restore(): Promise<void>;
  readonly active: number;
}

export interface SchedulerOptions extends ContextsOptions, PlaceOptions, ReadOptions {
  native: Pick<Native, 'createSampler' | 'createGrammarState'>;
  adapters: Pick<Adapters, 'load' | 'attach' | 'detached'>;
  /** At work at once; each lane has as many. */
  sequences: number;
  /** Tokens of one batch at most. */
  batchSize: number;
  /** Called while a batch is computed: the time to send what the last one gave. */
  onBatch(): void;
  /** Tokens that no grammar may choose: control tokens, whose spelling fits into a JSON string although they show nothing. */
  forbidden: readonly number[];
}

/**
 * Continuous batching: every step computes one token of each writing sequence and a piece of the waiting prompts. A batch
 * holds sequences of one adapter; adapters take turns, those used last in contexts of their own.
 */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { native, lanes, sequences, batchSize } = options;
  const { context } = lanes;
  const slots = createSequences(native, lanes, options);
  const { working, clear, leave } = slots;
  const queue: Run[] = [];
  /** To be done when no batch is computed. */
  const between: (() => Promise<void>)[] = [];
  /** Cancelled; matters for those that are neither queued nor at work, as their weights are being read. */
  const dropped = new WeakSet<Run>();
  const holdToGrammar = createHoldToGrammar(native, options.forbidden);
  const contexts = createContexts(slots, options);
  const place = createPlaceRun(
    { slots, contexts, holdToGrammar, isDropped: (run) => dropped.has(run) },
    options,
  );
  const fill = createFillBatch({ slots, contexts, context, batchSize });
  const read = createReadPiece({ slots, context, holdToGrammar }, options);
  let threads: number | undefined;
  let running = false;

  /** Does it when no batch is computed. */
  function betweenBatches<T>(work: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    between.push(async () => {
      try {
        resolve(await work());
      } catch (error) {
        reject(error);
      }
    });
    wake();
    return promise;
  }

  async function admit(): Promise<void> {
    for (;;) {
      const at = nextInLine(
        queue.map((run) => ({ group: groupOf(run), ready: !run.group?.leader || run.group.ready === true })),
        working().map(({ run }) => groupOf(run)),
      );
      const run = queue[at ?? -1];
      if (!run || at === undefined) return;
      if (working().length >= sequences) return;
      queue.splice(at, 1);
      const { group } = run;
      if (group && !group.leader && !group.ready) group.leader = run;
      try {
        await place(run);
      } catch (error) {
        if (group?.leader === run) delete group.leader;
        run.onError(error);
      }
    }
  }

  async function step(): Promise<void> {
    if (threads !== undefined) context.setThreads(threads);
    threads = undefined;
    const pieces = fill();
    if (pieces.length === 0) return;
    const began = performance.now();
    const decoding = context.decodeBatch();
    options.onBatch();
    await decoding;
    const computed = pieces.reduce((sum, { count }) => sum + count, 0);
    if (computed >= PROMPT_SHARE) options.kept?.computed(computed, performance.now() - began);
    for (const { active, count } of pieces) {
      const done = active.feed.splice(0, count);
      for (const token of done) active.slot.tokens.push(token);
    }
    await Promise.all(pieces.map(read));
  }

  /** A batch that fails leaves the sequences in doubt: all are emptied, all runs are told. */
  function failAll(error: unknown): void {
    for (const slot of slots.all) {
      const active = slot.run;
      if (active) leave(active, () => active.run.onError(error));
      clear(slot);
    }
  }

  async function loop(): Promise<void> {
    running = true;
    try {
      for (;;) {
        for (const slot of slots.all) if (slot.run?.cancelled) leave(slot.run, () => undefined);
        for (const work of between.splice(0)) await work();
        if (queue.length > 0) await admit();
        if (slots.all.every(({ run }) => run === undefined)) break;
        try {
          await step();
        } catch (error) {
          failAll(error);
        }
      }
    } finally {
      running = false;
      options.onBatch();
    }
    if (queue.length + between.length > 0) void loop();
  }

  /** Runs that arrive in the same turn go into the same batch. */
  function wake(): void {
    if (running) return;
    running = true;
    setImmediate(() => void loop());
  }

  return {
    start(run) {
      queue.push(run);
      wake();
      return () => {
        dropped.add(run);
        const at = queue.indexOf(run);
        if (at >= 0) queue.splice(at, 1);
        const active = slots.all.find((slot) => slot.run?.run === run)?.run;
        if (active) active.cancelled = true;
      };
    },
    setThreads(count) {
      threads = count;
    },
    keep: () => betweenBatches(contexts.save),
    shrink: () =>
      betweenBatches(async () => {
        const idle = working().length + queue.length === 0;
        if (idle && lanes.count > 0) await contexts.close();
        return idle;
      }),
    restore: () => betweenBatches(contexts.open),
    get active() {
      return working().length;
    },
  };
}
