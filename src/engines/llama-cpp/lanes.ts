import type { Native, NativeContext } from './native.ts';

/** A context, and how it is given back. */
type OpenContext = Pick<Native, 'context' | 'dispose'>;

/** Contexts of one model, each with an adapter of its own attached, as if they were one. */
export interface Lanes {
  /**
   * Sequences are numbered through: those of lane 1 come after those of lane 0. Batches, samples and adapters are those
   * of the lane that was entered last; the number of threads holds for all.
   */
  readonly context: NativeContext;
  readonly count: number;
  readonly canGrow: boolean;
  /**
   * Makes one more, between batches only; false: there is no room, and it is not tried again. The first one anew, after
   * `close`, rejects instead.
   */
  grow(): Promise<boolean>;
  enter(lane: number): void;
  /** Gives all of them back, between batches only; `grow` begins anew. */
  close(): Promise<void>;
}

export interface LanesOptions {
  first: OpenContext;
  /** Sequences of each. */
  sequences: number;
  /** Contexts at most, the first included. */
  most: number;
  threads: number;
  make(): Promise<OpenContext>;
}

export function createLanes({ first, sequences, most, threads, make }: LanesOptions): Lanes {
  let all = [first];
  let current = first.context;
  let limit = most;
  let wanted = threads;
  current.setThreads(threads);
  const at = (lane: number): NativeContext => {
    const { context } = all[lane] ?? {};
    if (!context) throw new Error(`there is no context ${lane}`);
    return context;
  };
  const of = (sequence: number): NativeContext => at(Math.floor(sequence / sequences));
  const local = (sequence: number): number => sequence % sequences;

  const context: NativeContext = {
    initBatch: (tokens) => current.initBatch(tokens),
    addToBatch: (sequence, ...rest) => current.addToBatch(local(sequence), ...rest),
    decodeBatch: () => current.decodeBatch(),
    sampleToken: ((...args: Parameters<NativeContext['sampleToken']>) =>
      current.sampleToken(...args)) as NativeContext['sampleToken'],
    setLoras: (loras, scales) => current.setLoras(loras, scales),
    disposeSequence: (sequence) => of(sequence).disposeSequence(local(sequence)),
    removeTokenCellsFromSequence: (sequence, start, end) =>
      of(sequence).removeTokenCellsFromSequence(local(sequence), start, end),
    getSequenceKvCacheMinPosition: (sequence) => of(sequence).getSequenceKvCacheMinPosition(local(sequence)),
    copySequenceStateFromOtherSequence(target, source) {
      if (of(target) !== of(source)) throw new Error('a sequence is copied into another context');
      return of(target).copySequenceStateFromOtherSequence(local(target), local(source));
    },
    saveSequenceStateToFile: (path, sequence, tokens) =>
      of(sequence).saveSequenceStateToFile(path, local(sequence), tokens),
    loadSequenceStateFromFile: (path, sequence, mostTokens) =>
      of(sequence).loadSequenceStateFromFile(path, local(sequence), mostTokens),
    setThreads(count) {
      wanted = count;
      for (const one of all) one.context.setThreads(count);
    },
  };

  return {
    context,
    get count() {
      return all.length;
    },
    get canGrow() {
      return all.length < limit;
    },
    async grow() {
      if (all.length >= limit) return false;
      try {
        const made = await make();
        made.context.setThreads(wanted);
        all.push(made);
        return true;
      } catch (error) {
        if (all.length === 0) throw error;
        limit = all.length; // adapters take turns in those that are there
        return false;
      }
    },
    enter(lane) {
      current = at(lane);
    },
    async close() {
      const old = all;
      all = [];
      for (const one of old) await one.dispose();
    },
  };
}
