import type { Adapters } from './adapters.ts';
import type { Contexts } from './contexts.ts';
import type { HoldToGrammar } from './hold-to-grammar.ts';
import type { Kept } from './kept.ts';
import type { Native } from './native.ts';
import { commonPrefix, placePrompt } from './prefix.ts';
import { groupOf, type Run } from './run.ts';
import type { Sequence, Sequences } from './sequences.ts';

export interface PlaceOptions {
  native: Pick<Native, 'createSampler'>;
  adapters: Pick<Adapters, 'load'>;
  /** Whether the beginning of a sequence can be cut off and copied (not for recurrent models). */
  prefixes: boolean;
  /** Where sequences are saved; absent: nowhere. */
  kept?: Kept | undefined;
}

interface Parts {
  slots: Sequences;
  contexts: Contexts;
  holdToGrammar: HoldToGrammar;
  /** Cancelled meanwhile. */
  isDropped(run: Run): boolean;
}

/**
 * Gives a run a sequence: one that holds the beginning of its prompt where there is one, in this context, another, or saved.
 * Between batches only.
 */
export function createPlaceRun(
  { slots, contexts, holdToGrammar, isDropped }: Parts,
  { native, adapters, prefixes, kept }: PlaceOptions,
): (run: Run) => Promise<void> {
  /** Reads the saved state of this conversation, if that is the quickest; how many tokens of the prompt are there then. */
  async function bringBack(slot: Sequence, run: Run, shared: number): Promise<number> {
    const saved = run.keep ? kept?.find(run.prompt, groupOf(run), shared) : undefined;
    if (!saved || !kept) return shared;
    slots.clear(slot);
    slot.tokens = await kept.restore(saved, slot.id);
    return Math.min(commonPrefix(slot.tokens, run.prompt), run.prompt.length - 1);
  }

  return async (run) => {
    if (run.adapter) {
      const inUse = slots.working().flatMap(({ run: { adapter } }) => adapter?.file ?? []);
      await adapters.load(run.adapter, new Set(inUse));
    }
    const near = isDropped(run) ? [] : await contexts.sequencesFor(run);
    const states = near.map(({ run: active, ...state }) => ({ ...state, busy: active !== undefined }));
    const found = placePrompt(run.prompt, states, { copy: prefixes, group: groupOf(run) });
    const slot = near[found?.slot ?? -1];
    const donor = near[found?.copyFrom ?? -1];
    if (slot && donor) await slots.copy(slot, donor);
    if (isDropped(run)) {
      if (run.group?.leader === run) delete run.group.leader;
      return;
    }
    if (!slot || !found) throw new Error('no sequence is free');
    const cached = slots.cut(slot, await bringBack(slot, run, found.shared));
    slot.group = groupOf(run);
    slot.keptAt = run.keep === true ? Date.now() : 0;
    const sampler = native.createSampler();
    const config = { ...run.sampler, ...(run.grammar ? holdToGrammar(run.grammar) : {}) };
    sampler.applyConfig(config);
    const feed = [...run.prompt.slice(cached), ...(run.expected?.slice(0, -1) ?? [])];
    slot.run = { run, slot, sampler, config, feed, generated: 0, cancelled: false };
    run.onStart(cached);
  };
}
