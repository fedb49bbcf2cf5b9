import type { Random } from '../../src/kit/random.ts';
import type { Example } from '../../src/learning/trainer/pack.ts';
import { answerOf, textOf } from './command.ts';
import type { Command } from './command.ts';
import type { HouseTokenizer } from './tokenizer.ts';

/** A command as a training example: prompt tokens weigh `promptLoss`, answer tokens 1. Unknown slots end it after the intent. */
export function exampleOf(command: Command, tokenizer: HouseTokenizer, promptLoss: number): Example {
  const prompt = tokenizer.prompt(textOf(command));
  const answer = command.slotsKnown
    ? [...tokenizer.answer(answerOf(command)), tokenizer.end]
    : [tokenizer.intentToken(command.intent)];
  return {
    tokens: [...prompt, ...answer],
    weights: [...prompt.map(() => promptLoss), ...answer.map(() => 1)],
  };
}

/** Examples of the commands that fit a row of `time` positions. */
export function examplesOf(
  commands: readonly Command[],
  tokenizer: HouseTokenizer,
  promptLoss: number,
  time: number,
): Example[] {
  return commands
    .map((command) => exampleOf(command, tokenizer, promptLoss))
    .filter(({ tokens }) => tokens.length - 1 <= time);
}

/**
 * Joins a share of the examples to pairs, as two turns of one conversation: so that an earlier turn in the context does not
 * disturb the answer to the last one. Both answers count.
 */
export function joinSome(
  examples: readonly Example[],
  share: number,
  time: number,
  random: Random,
): Example[] {
  const joined: Example[] = [];
  for (const example of examples) {
    const last = joined.at(-1);
    const fits = last !== undefined && last.tokens.length + example.tokens.length - 1 <= time;
    if (fits && random() < share)
      joined[joined.length - 1] = {
        tokens: [...last.tokens, ...example.tokens],
        weights: [...last.weights, 0, ...example.weights.slice(1)],
      };
    else joined.push(example);
  }
  return joined;
}
