import type { Evaluator } from '../../src/learning/trainer/evaluate.ts';
import { NONE } from './command.ts';
import type { Command } from './command.ts';
import { exampleOf } from './examples.ts';
import type { HouseTokenizer } from './tokenizer.ts';

/** Right answers of one kind of held-out rows. */
export interface Tally {
  readonly rows: number;
  readonly intent: number;
  /** Whole answer right under greedy choice (rows with known slots). */
  readonly exact: number;
}

/**
 * Held-out accuracy by kind (`none` collects every row that must be declined). Teacher-forced: a row is exact when each
 * token of its answer is the likeliest after the right ones before it, which is the same as greedy text being right.
 */
export async function measureHeldOut(
  commands: readonly Command[],
  tokenizer: HouseTokenizer,
  evaluator: Evaluator,
  time: number,
): Promise<Record<string, Tally>> {
  const rows = commands
    .map((command) => ({ command, example: exampleOf(command, tokenizer, 0) }))
    .filter(({ example }) => example.tokens.length - 1 <= time);
  const scores = await evaluator.score(rows.map(({ example }) => example));
  const tallies: Record<string, Tally> = {};
  for (const [i, { command, example }] of rows.entries()) {
    const kind = command.intent === NONE ? 'none' : command.origin;
    const { rows: count, intent, exact } = tallies[kind] ?? { rows: 0, intent: 0, exact: 0 };
    const answer = scores[i]?.hit.slice(example.weights.indexOf(1) - 1) ?? new Float32Array();
    tallies[kind] = {
      rows: count + 1,
      intent: intent + (answer[0] ?? 0),
      exact: exact + (answer.every((hit) => hit === 1) ? 1 : 0),
    };
  }
  return tallies;
}

/** One line for the log: `snips 700: intent 97.1 % exact 70.2 %`. */
export function describe(tallies: Readonly<Record<string, Tally>>): string {
  const percent = (part: number, all: number): string => `${((100 * part) / all).toFixed(1)} %`;
  return Object.entries(tallies)
    .map(
      ([kind, { rows, intent, exact }]) =>
        `${kind} ${rows}: intent ${percent(intent, rows)} exact ${percent(exact, rows)}`,
    )
    .join(' | ');
}
