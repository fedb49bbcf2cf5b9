import type { Random } from '../../../src/learning/trainer/random.ts';
import type { TrainingText } from '../../../src/learning/trainer/job.ts';
import { answerOf, textOf } from '../command.ts';
import type { Answer, Command } from '../command.ts';
import type { HouseTokenizer } from '../tokenizer.ts';
import type { SlotOrder, VariantRecipe } from './recipe.ts';

/** The same answer, its slots named in another order. */
function inOrder({ intent, slots }: Answer, order: SlotOrder): Answer {
  const entries = Object.entries(slots);
  if (order === 'reversed') entries.reverse();
  return { intent, slots: Object.fromEntries(entries) };
}

/** Draws a variant's rows from those of an epoch. */
export const drawn = (rows: readonly Command[], { share }: VariantRecipe, random: Random): Command[] =>
  rows.filter(({ origin }) => random() < (origin === 'snips' ? share.snips : share.others));

/** A command as tokens; where the source labels no slots the text ends with the intent. */
export function variantText(command: Command, tokenizer: HouseTokenizer, order: SlotOrder): TrainingText {
  const prompt = tokenizer.prompt(textOf(command));
  const answer = command.slotsKnown
    ? [...tokenizer.answer(inOrder(answerOf(command), order)), tokenizer.end]
    : [tokenizer.intentToken(command.intent)];
  return { tokens: [...prompt, ...answer], from: prompt.length };
}
