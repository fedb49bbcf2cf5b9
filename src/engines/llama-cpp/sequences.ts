import type { Lanes } from './lanes.ts';
import type { Native, NativeSampler, SamplerConfig } from './native.ts';
import { plainSampler } from './plain-sampler.ts';
import type { Run } from './run.ts';

/** A place for one conversation in a context. */
export interface Sequence {
  id: number;
  lane: number;
  tokens: number[];
  /** What its tokens were computed with. */
  group: string;
  run: Active | undefined;
  usedAt: number;
  /** When a run that may be saved began, milliseconds of the epoch; 0: it may not. */
  keptAt: number;
  raw: NativeSampler;
}

/** A run that has a sequence. */
export interface Active {
  run: Run;
  slot: Sequence;
  sampler: NativeSampler;
  config: SamplerConfig;
  /** Tokens still to be computed. */
  feed: number[];
  generated: number;
  cancelled: boolean;
}

/** The sequences of all contexts of a model, and what each holds. */
export interface Sequences {
  readonly all: readonly Sequence[];
  of(lane: number): Sequence[];
  working(): Active[];
  /** Empties one that cannot be cut. */
  clear(sequence: Sequence): void;
  /** Makes one hold what another holds. */
  copy(to: Sequence, from: Sequence): Promise<void>;
  /** A run has ended: its sequence is free. `tell` is called then. */
  leave(active: Active, tell: () => void): void;
  /** Leaves the first tokens if that is possible; how many are left. */
  cut(sequence: Sequence, length: number): number;
  /** Those of a context that is new. */
  add(): void;
  /** All contexts are gone. */
  reset(): void;
}

/** @param prefixes whether the beginning of a sequence can be kept while the rest is cut off (not for recurrent models) */
export function createSequences(
  native: Pick<Native, 'createSampler'>,
  { context }: Lanes,
  { sequences, prefixes }: { sequences: number; prefixes: boolean },
): Sequences {
  /** One batch at a time: lanes share them. */
  const raws = Array.from({ length: sequences }, () => plainSampler(native));
  const all: Sequence[] = [];
  let uses = 0;

  function clear(sequence: Sequence): void {
    context.disposeSequence(sequence.id);
    sequence.tokens = [];
  }

  function add(): void {
    const lane = all.length / sequences;
    for (const raw of raws)
      all.push({ id: all.length, lane, tokens: [], group: '', run: undefined, usedAt: 0, keptAt: 0, raw });
  }

  add();
  return {
    all,
    of: (lane) => all.filter((sequence) => sequence.lane === lane),
    working: () => all.flatMap(({ run }) => (run ? [run] : [])),
    clear,
    async copy(to, from) {
      clear(to);
      await context.copySequenceStateFromOtherSequence(to.id, from.id);
      to.tokens = from.tokens.slice();
      to.group = from.group;
    },
    leave(active, tell) {
      const { run, slot, sampler } = active;
      slot.run = undefined;
      slot.usedAt = ++uses;
      sampler.dispose();
      if (run.group?.leader === run) delete run.group.leader;
      tell();
    },
    cut(sequence, length) {
      if (sequence.tokens.length === length) return length;
      const whole = prefixes && context.getSequenceKvCacheMinPosition(sequence.id) <= 0;
      if (length === 0 || !whole || !context.removeTokenCellsFromSequence(sequence.id, length, -1)) {
        clear(sequence);
        return 0;
      }
      sequence.tokens.length = length;
      return length;
    },
    add,
    reset: () => void all.splice(0),
  };
}
