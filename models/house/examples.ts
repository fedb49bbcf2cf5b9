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
