import { commonPrefix, type SlotState } from './prefix.ts';

/** A context, as one that asks for a sequence sees it. Groups are keys of adapters; empty: the base alone. */
export interface LaneState {
  /** Group that the next batch of this context computes without a change; undefined: it was never used. */
  attached: string | undefined;
  /** Groups with sequences at work. */
  working: ReadonlySet<string>;
  /** Tokens of the prompt that a free sequence holds, computed with the group that asks. */
  shared: number;
  /** Grows with each use. */
  usedAt: number;
}

/** Fewer tokens than this are computed sooner than a change of adapters takes. */
const WORTH_A_CHANGE = 32;

/**
 * Chooses the context for a sequence of `group`: where the group is at work, else where its adapter is attached, else
 * one that was never used, else a new one. When there are as many as may be, the one with the fewest groups at work
 * changes its adapter: one that still holds the beginning of the prompt first, then the least recently used.
 */
export function chooseLane(group: string, lanes: readonly LaneState[], canGrow: boolean): number | 'new' {
  const find = (fits: (lane: LaneState) => boolean): number | undefined => {
    const at = lanes.findIndex(fits);
    return at < 0 ? undefined : at;
  };
  const known =
    find(({ working }) => working.has(group)) ??
    find(({ attached }) => attached === group) ??
    find(({ attached, working }) => attached === undefined && working.size === 0);
  if (known !== undefined) return known;
  if (canGrow) return 'new';
  const worth = ({ shared }: LaneState): number => (shared < WORTH_A_CHANGE ? 0 : shared);
  const best = lanes
    .map((lane, index) => ({ lane, index }))
    .toSorted(
      ({ lane: a }, { lane: b }) =>
        a.working.size - b.working.size || worth(b) - worth(a) || a.usedAt - b.usedAt,
    )[0];
  return best?.index ?? 0;
}

/** The state of a context from its sequences, for one that asks. */
export function laneState(
  slots: readonly (Omit<SlotState, 'busy'> & { run: object | undefined })[],
  attached: string | undefined,
  { prompt, group }: { prompt: readonly number[]; group: string },
): LaneState {
  const shared = slots.map((slot) => (slot.group === group ? commonPrefix(slot.tokens, prompt) : 0));
  return {
    attached,
    working: new Set(slots.filter(({ run }) => run !== undefined).map((slot) => slot.group)),
    shared: Math.max(0, ...shared),
    usedAt: Math.max(0, ...slots.map(({ usedAt }) => usedAt)),
  };
}
