import type { Adapters } from './adapters.ts';
import { chooseLane, laneState } from './choose-lane.ts';
import type { Kept } from './kept.ts';
import type { Lanes } from './lanes.ts';
import { groupOf, type Run } from './run.ts';
import type { Active, Sequence, Sequences } from './sequences.ts';

/** The contexts of a model: when they are made, which one a run belongs into, when they go. All of it between batches only. */
export interface Contexts {
  /** Makes one where there is none. */
  open(): Promise<void>;
  /** Saves what is free, then gives all back. */
  close(): Promise<void>;
  /** Saves the sequences that are free and may be kept. */
  save(): Promise<void>;
  /** The sequences of the context that this run belongs into. */
  sequencesFor(run: Run): Promise<Sequence[]>;
  /** Makes the next batch one of this run's context, with its adapter. */
  enter(active: Active): void;
}

export interface ContextsOptions {
  lanes: Lanes;
  adapters: Pick<Adapters, 'attach' | 'detached'>;
  /** Where sequences are saved; absent: nowhere. */
  kept?: Kept | undefined;
}

export function createContexts(slots: Sequences, { lanes, adapters, kept }: ContextsOptions): Contexts {
  /** By lane: the group that its last batch was of. */
  const attached: (string | undefined)[] = [];

  async function open(): Promise<void> {
    if (lanes.count > 0) return;
    await lanes.grow();
    slots.add();
  }

  async function save(): Promise<void> {
    const free = slots.all.filter(({ run, keptAt }) => run === undefined && keptAt > 0);
    await kept?.save(free.map(({ keptAt, ...slot }) => ({ ...slot, at: keptAt })));
  }

  async function sequencesFor(run: Run): Promise<Sequence[]> {
    await open();
    const group = groupOf(run);
    const states = Array.from({ length: lanes.count }, (_, lane) =>
      laneState(slots.of(lane), attached[lane], { prompt: run.prompt, group }),
    );
    const chosen = chooseLane(group, states, lanes.canGrow);
    if (chosen !== 'new') return slots.of(chosen);
    if (!(await lanes.grow())) return sequencesFor(run);
    slots.add();
    return slots.of(lanes.count - 1);
  }

  return {
    open,
    save,
    sequencesFor,
    async close() {
      await save();
      slots.reset();
      attached.length = 0;
      adapters.detached();
      await lanes.close();
    },
    enter({ run, slot: { lane, group } }) {
      lanes.enter(lane);
      adapters.attach(run.adapter, lane);
      attached[lane] = group;
    },
  };
}
