import { createRandom, shuffled } from '../../../src/kit/random.ts';
import { answerOf, NONE, textOf } from '../command.ts';
import type { Command } from '../command.ts';
import type { Dataset } from '../dataset.ts';
import { readSnips, SNIPS_INTENTS } from '../snips.ts';
import type { VariantRecipe } from './recipe.ts';

/** A row as the tagger learns it. */
interface TaggerRow {
  readonly text: string;
  readonly value: { readonly intent: string; readonly slots: Readonly<Record<string, string>> };
}

/** Rows a variant is trained on; the last ones are none of its business. */
export interface VariantRows {
  readonly own: TaggerRow[];
  readonly foreign: TaggerRow[];
}

const OWN: ReadonlySet<string> = new Set(SNIPS_INTENTS);
/** Where the foreign rows are drawn from. */
const FOREIGN_EPOCH = 105;

const labelled = (command: Command): TaggerRow => ({ text: textOf(command), value: answerOf(command) });
const nothing = (command: Command): TaggerRow => ({
  text: textOf(command),
  value: { intent: NONE, slots: {} },
});

/** Draws the rows of a recipe; none of the held-out ones is among them. Undefined: SNIPS is missing in `data`. */
export function rowsOf(data: string, dataset: Dataset, recipe: VariantRecipe): VariantRows | undefined {
  const snips = readSnips(data, 'train');
  if (!snips) return undefined;
  const held = new Set(dataset.heldOut.map(textOf));
  const free = (command: Command): boolean => !held.has(textOf(command));
  const random = createRandom(recipe.seed, 5);
  const { epoch, share } = recipe.varied;
  const varied =
    share === 0
      ? []
      : dataset.epoch(epoch).filter((command) => command.origin === 'snips' && random() < share);
  const others = dataset.epoch(FOREIGN_EPOCH).filter(({ intent }) => !OWN.has(intent));
  return {
    own: [...snips, ...varied].filter(free).map(labelled),
    foreign: shuffled(random, others.filter(free)).slice(0, recipe.foreign).map(nothing),
  };
}
