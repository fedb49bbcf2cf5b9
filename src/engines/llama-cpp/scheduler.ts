import type { Adapters } from './adapters.ts';
import type { Kept } from './kept.ts';
import { chooseLane, laneState } from './choose-lane.ts';
import type { Lanes } from './lanes.ts';
import type { Native, NativeGrammar, SamplerConfig } from './native.ts';
import { commonPrefix, placePrompt } from './prefix.ts';
import type { Run } from './run.ts';
import { chooseToken, scoreToken } from './score.ts';
import { type Active, createSequences, type Sequence } from './sequences.ts';
import { createTurns, nextInLine } from './turns.ts';

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

export interface SchedulerOptions {
  native: Pick<Native, 'createSampler' | 'createGrammarState'>;
  lanes: Lanes;
  adapters: Pick<Adapters, 'load' | 'attach' | 'detached'>;
  /** Tokens of context for each sequence. */
  contextSize: number;
  /** At work at once; each lane has as many. */
  sequences: number;
  batchSize: number;
  ends(token: number): boolean;
  /** Called while a batch is computed: the time to send what the last one gave. */
  onBatch(): void;
  /** Tokens that no grammar may choose: control tokens, whose spelling fits into a JSON string although they show nothing. */
  forbidden: readonly number[];
  /** Whether the beginning of a sequence can be cut off and copied (not for recurrent models). */
  prefixes: boolean;
  /** Where sequences are saved; absent: nowhere. */
  kept?: Kept | undefined;
}

/** Prompt tokens for one batch while others are writing, so that their streams do not stall. */
const PROMPT_SHARE = 128;
/** Milliseconds of one adapter before the next: a change within a lane costs 2 to 6, as llama.cpp reserves its graphs anew. */
const TURN_MS = 25;

/** Tokens of a sequence that are scored in one batch: their logits are held in memory, each as long as the vocabulary. */
const MOST_SCORED = 16;

const groupOf = (run: Run): string => run.adapter?.key ?? '';

/**
 * Continuous batching: every step computes one token of each writing sequence and a piece of the waiting prompts. A batch
 * holds sequences of one adapter; adapters take turns, those used last in contexts of their own.
 */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { native, lanes, contextSize, sequences } = options;
  const { context } = lanes;
  const slots = createSequences(native, lanes, options);
  const { working, clear } = slots;
  /** By lane: the group that its last batch was of. */
  const attached: (string | undefined)[] = [];
  const queue: Run[] = [];
  /** To be done when no batch is computed. */
  const between: (() => Promise<void>)[] = [];
  /** Cancelled; matters for those that are neither queued nor at work, as their weights are being read. */
  const dropped = new WeakSet<Run>();
  const turns = createTurns(TURN_MS, () => performance.now());
  const tokenBiasKeys = Uint32Array.from(options.forbidden);
  const tokenBiasValues = new Float32Array(tokenBiasKeys.length).fill(Number.NEGATIVE_INFINITY);
  const heldTo = (grammar: NativeGrammar): Partial<SamplerConfig> => ({
    grammarEvaluationState: native.createGrammarState(grammar),
    ...(tokenBiasKeys.length > 0 ? { tokenBiasKeys, tokenBiasValues } : {}),
  });
  let threads: number | undefined;
  let uses = 0;
  let running = false;

  function end(active: Active, how: () => void): void {
    active.slot.run = undefined;
    active.slot.usedAt = ++uses;
    active.sampler.dispose();
    if (active.run.group?.leader === active.run) delete active.run.group.leader;
    how();
  }

  /** The sequences of the lane that this run belongs into. */
  async function laneFor(run: Run): Promise<Sequence[]> {
    await open();
    const group = groupOf(run);
    const states = Array.from({ length: lanes.count }, (_, lane) =>
      laneState(slots.of(lane), attached[lane], { prompt: run.prompt, group }),
    );
    const chosen = chooseLane(group, states, lanes.canGrow);
    if (chosen !== 'new') return slots.of(chosen);
    if (!(await lanes.grow())) return laneFor(run);
    slots.add();
    return slots.of(lanes.count - 1);
  }

  async function open(): Promise<void> {
    if (lanes.count > 0) return;
    await lanes.grow();
    slots.add();
  }

  async function close(): Promise<void> {
    await save();
    slots.reset();
    attached.length = 0;
    options.adapters.detached();
    await lanes.close();
  }

  async function save(): Promise<void> {
    const free = slots.all.filter(({ run, keptAt }) => run === undefined && keptAt > 0);
    await options.kept?.save(free.map(({ keptAt, ...slot }) => ({ ...slot, at: keptAt })));
  }

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

  async function place(run: Run): Promise<void> {
    if (run.adapter)
      await options.adapters.load(
        run.adapter,
        new Set(working().flatMap(({ run: { adapter } }) => adapter?.file ?? [])),
      );
    const near = dropped.has(run) ? [] : await laneFor(run);
    const states = near.map(({ run: active, ...state }) => ({ ...state, busy: active !== undefined }));
    const found = placePrompt(run.prompt, states, { copy: options.prefixes, group: groupOf(run) });
    const slot = near[found?.slot ?? -1];
    const donor = near[found?.copyFrom ?? -1];
    if (slot && donor) {
      clear(slot);
      await context.copySequenceStateFromOtherSequence(slot.id, donor.id);
      slot.tokens = donor.tokens.slice();
      slot.group = donor.group;
    }
    if (dropped.has(run)) {
      if (run.group?.leader === run) delete run.group.leader;
      return;
    }
    if (!slot || !found) throw new Error('no sequence is free');
    const cached = slots.cut(slot, await bringBack(slot, run, found.shared));
    slot.group = groupOf(run);
    slot.keptAt = run.keep === true ? Date.now() : 0;
    const sampler = native.createSampler();
    const config = { ...run.sampler, ...(run.grammar ? heldTo(run.grammar) : {}) };
    sampler.applyConfig(config);
    const feed = [...run.prompt.slice(cached), ...(run.expected?.slice(0, -1) ?? [])];
    slot.run = { run, slot, sampler, config, feed, generated: 0, cancelled: false };
    run.onStart(cached);
  }

  /** Reads the saved state of this conversation, if that is the quickest; how many tokens of the prompt are there then. */
  async function bringBack(slot: Sequence, run: Run, shared: number): Promise<number> {
    const saved = run.keep ? options.kept?.find(run.prompt, groupOf(run), shared) : undefined;
    if (!saved || !options.kept) return shared;
    clear(slot);
    slot.tokens = await options.kept.restore(saved, slot.id);
    return Math.min(commonPrefix(slot.tokens, run.prompt), run.prompt.length - 1);
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

  interface Piece {
    active: Active;
    /** Places of the logits: one for those that write next, all that an expected token follows. */
    logits: number[];
    count: number;
  }

  /** How many tokens come before the first one that is followed by an expected one. */
  const before = ({ run, slot }: Active): number => Math.max(0, run.prompt.length - 1 - slot.tokens.length);

  function fill(): Piece[] {
    const all = working();
    const group = turns(new Set(all.map(({ slot }) => slot.group)));
    const now = all.filter(({ slot }) => slot.group === group);
    const writing = now.filter(({ feed }) => feed.length === 1).length;
    const alone = writing === 0 && now.length === all.length;
    let room = alone ? options.batchSize : Math.min(options.batchSize, writing + PROMPT_SHARE);
    room -= writing;
    const counts = now.map((active) => {
      const { feed, run } = active;
      if (feed.length === 1) return 1;
      const count = Math.min(feed.length, room, run.expected ? before(active) + MOST_SCORED : room);
      room -= count;
      return count;
    });
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total === 0) return [];
    const lane = now[0]?.slot.lane ?? 0;
    lanes.enter(lane);
    options.adapters.attach(now[0]?.run.adapter, lane);
    attached[lane] = group;
    context.initBatch(total);
    return now.flatMap((active, index): Piece[] => {
      const count = counts[index] ?? 0;
      if (count === 0) return [];
      const last = count === active.feed.length;
      const first = active.run.expected ? before(active) : last ? count - 1 : count;
      const logits = context.addToBatch(
        active.slot.id,
        active.slot.tokens.length,
        Uint32Array.from(last ? active.feed : active.feed.slice(0, count)),
        Uint32Array.from({ length: Math.max(0, count - first) }, (_, index) => first + index),
      );
      return [{ active, logits: [...logits], count }];
    });
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
    await Promise.all(pieces.map((piece) => (piece.active.run.expected ? score(piece) : after(piece))));
  }

  async function score({ active, logits }: Piece): Promise<void> {
    const { run, slot } = active;
    try {
      for (const logit of logits) {
        const due = run.expected?.[active.generated++];
        if (due === undefined) throw new Error('a text is longer than it was');
        const chosen = await scoreToken(context, logit, slot.raw, due);
        if (active.cancelled) return;
        run.onToken(chosen);
      }
      if (active.feed.length === 0) end(active, () => run.onEnd('length'));
    } catch (error) {
      end(active, () => run.onError(error));
    }
  }

  async function after({ active, logits: [logit] }: Piece): Promise<void> {
    if (logit === undefined || active.cancelled) return;
    const { run, slot, sampler, config } = active;
    if (run.group && !run.group.ready) run.group.ready = true;
    try {
      if (active.generated >= run.maxTokens) return end(active, () => run.onEnd('length'));
      const chosen = await chooseToken(context, logit, sampler, config, slot.raw, run.top);
      if (active.cancelled) return;
      if (options.ends(chosen.token)) return end(active, () => run.onEnd('stop'));
      active.generated++;
      const verdict = run.onToken(chosen);
      if (verdict.stop) return end(active, () => run.onEnd('stop'));
      active.feed.push(chosen.token, ...(verdict.force ?? []));
      active.generated += verdict.force?.length ?? 0;
      if (verdict.grammar) {
        Object.assign(config, heldTo(verdict.grammar));
        sampler.applyConfig(config);
      }
      if (active.generated >= run.maxTokens || slot.tokens.length + active.feed.length >= contextSize)
        end(active, () => run.onEnd('length'));
    } catch (error) {
      end(active, () => run.onError(error));
    }
  }

  /** A batch that fails leaves the sequences in doubt: all are emptied, all runs are told. */
  function failAll(error: unknown): void {
    for (const slot of slots.all) {
      const active = slot.run;
      if (active) end(active, () => active.run.onError(error));
      clear(slot);
    }
  }

  async function loop(): Promise<void> {
    running = true;
    try {
      for (;;) {
        for (const slot of slots.all) if (slot.run?.cancelled) end(slot.run, () => undefined);
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
    keep: () => betweenBatches(save),
    shrink: () =>
      betweenBatches(async () => {
        const idle = working().length + queue.length === 0;
        if (idle && lanes.count > 0) await close();
        return idle;
      }),
    restore: () => betweenBatches(open),
    get active() {
      return working().length;
    },
  };
}
