import type { Example } from '../../example.ts';
import { readAnswer } from './json-style.ts';
import { tooDeep } from './path.ts';
import { MAX_TOKENS, tokensOf } from './tokens.ts';

/** Longest answer that is read, in characters. */
const MAX_OUTPUT = 20_000;

/** Why an example is not learned from; undefined: it is. */
function passedFor({ input, output }: Example, value: unknown): string | undefined {
  const tokens = tokensOf(input, true).length;
  if (tokens === 0) return 'without input';
  if (tokens > MAX_TOKENS) return 'with too long an input';
  if (output.length > MAX_OUTPUT) return 'with too long an answer';
  if (value === undefined) return 'without a JSON answer';
  return tooDeep(value) ? 'nested too deep' : undefined;
}

/** The examples that can be learned from, and how many were passed over for which reason. */
export function readExamples(examples: readonly Example[]): {
  read: { text: string; value: unknown }[];
  passed: Record<string, number>;
} {
  const passed: Record<string, number> = {};
  const read = examples.flatMap((example) => {
    const value = example.output.length > MAX_OUTPUT ? undefined : readAnswer(example.output)?.value;
    const reason = passedFor(example, value);
    if (reason === undefined) return [{ text: example.input, value }];
    passed[reason] = (passed[reason] ?? 0) + 1;
    return [];
  });
  return { read, passed };
}
