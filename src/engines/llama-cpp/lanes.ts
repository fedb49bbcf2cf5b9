import type { NativeContext } from './native.ts';

/** Contexts of one model, each with an adapter of its own attached, as if they were one. */
export interface Lanes {
  /**
   * Sequences are numbered through: those of lane 1 come after those of lane 0. Batches, samples and adapters are those
   * of the lane that was entered last; the number of threads holds for all.
   */
  readonly context: NativeContext;
  readonly count: number;
  readonly canGrow: boolean;
  /** Makes one more, between batches only; false: there is no room, and it is not tried again. */
  grow(): Promise<boolean>;
  enter(lane: number): void;
}

export interface LanesOptions {
  first: NativeContext;
  /** Sequences of each. */
  sequences: number;
  /** Contexts at most, the first included. */
  most: number;
  threads: number;
  make(): Promise<NativeContext>;
}

export function createLanes({ first, sequences, most, threads, make }: LanesOptions): Lanes {
  const all = [first];
  let current = first;
  let limit = most;
  let wanted = threads;
  first.setThreads(threads);
  const of = (sequence: number): NativeContext => all[Math.floor(sequence / sequences)] ?? first;
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
      for (const one of all) one.setThreads(count);
    },
    getMemoryBreakdown: () => first.getMemoryBreakdown(),
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
        made.setThreads(wanted);
        all.push(made);
        return true;
      } catch {
        limit = all.length; // adapters take turns in those that are there
        return false;
      }
    },
    enter(lane) {
      current = all[lane] ?? first;
    },
  };
}
