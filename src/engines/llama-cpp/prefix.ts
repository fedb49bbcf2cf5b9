/** Where a new prompt goes and what it finds there. */
export interface Placement {
  /** The sequence to use. */
  slot: number;
  /** Tokens at the beginning that need not be computed again. */
  shared: number;
  /** The sequence whose tokens are copied first, when another one holds more of them. */
  copyFrom: number | undefined;
}

/** What a sequence holds. */
export interface SlotState {
  tokens: readonly number[];
  /** What the tokens were computed with; only the same can go on from them. */
  group: string;
  busy: boolean;
  /** Grows with each use. */
  usedAt: number;
}

/** Fewer tokens than this are computed sooner than copied. */
const WORTH_COPYING = 32;

/** Length of the common beginning of two lists. */
export function commonPrefix(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a[at] === b[at]) at++;
  return at;
}

/**
 * Chooses the free sequence that shares the longest beginning with `prompt`; between equals the least recently used.
 * When a sequence that must be kept (busy, or longer than what is shared) holds clearly more, its beginning is copied
 * into the oldest free one. At least one token is always left to compute. Undefined: all sequences are busy.
 */
export function placePrompt(
  prompt: readonly number[],
  slots: readonly SlotState[],
  { copy = true, group = '' }: { copy?: boolean; group?: string } = {},
): Placement | undefined {
  const most = prompt.length - 1;
  const shares = slots.map((slot) =>
    slot.group === group ? Math.min(most, commonPrefix(slot.tokens, prompt)) : 0,
  );
  const share = (slot: number): number => shares[slot] ?? 0;
  const age = (slot: number): number => slots[slot]?.usedAt ?? 0;
  const all = slots.map((_, slot) => slot);
  const free = all.filter((slot) => slots[slot]?.busy === false);
  const best = free.toSorted((a, b) => share(b) - share(a) || age(a) - age(b))[0];
  if (best === undefined) return undefined;
  const oldest = free.toSorted((a, b) => age(a) - age(b))[0] ?? best;
  const donor = all.toSorted((a, b) => share(b) - share(a))[0] ?? best;
  if (copy && donor !== best && share(donor) - share(best) >= WORTH_COPYING)
    return { slot: oldest, shared: share(donor), copyFrom: donor };
  // A free sequence that goes on well beyond the common beginning is worth keeping whole, if there is an emptier one.
  const beyond = (slots[best]?.tokens.length ?? 0) - share(best);
  if (
    copy &&
    oldest !== best &&
    share(best) >= WORTH_COPYING &&
    beyond > share(best) &&
    slots[oldest]?.tokens.length === 0
  )
    return { slot: oldest, shared: share(best), copyFrom: best };
  return { slot: best, shared: share(best), copyFrom: undefined };
}
